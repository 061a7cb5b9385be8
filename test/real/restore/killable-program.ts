import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { freshFolder } from '../../lab/folders.ts';
import { tools } from '../../lab/tools.ts';

/** A program that restores or undoes, in a process of its own. */
export interface KillableProgram {
  /**
   * Runs it to its end. With `killAt` it is killed right before its nth call of that system call, on its main thread.
   *
   * Shape   → true when it was killed
   */
  run(args: readonly string[], options: RunOptions): Promise<boolean>;
}

export interface RunOptions {
  readonly dockerHost: string;
  readonly killAt?: { readonly call: 'rename' | 'fsync'; readonly nth: number };
  readonly onStart?: (pid: number) => void | Promise<void>;
}

/** Bundles the program, so that plain node can run it. */
export async function killableProgram(): Promise<KillableProgram> {
  const outfile = join(freshFolder('program'), 'restore.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'restore-program.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    alias: Object.fromEntries(
      ['@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs', 'ssh2'].map((name) => [
        name,
        './scripts/stubs/not-bundled.cjs',
      ]),
    ),
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return { run: (args, options) => run(outfile, args, options) };
}

function run(program: string, args: readonly string[], { dockerHost, killAt, onStart }: RunOptions): Promise<boolean> {
  const command = [process.execPath, program, ...args];
  const inject = killAt && ['-e', `trace=${killAt.call}`, '-e', `inject=${killAt.call}:signal=KILL:when=${killAt.nth}`];
  const [file = '', ...rest] = inject ? ['strace', '-qq', '-o', '/dev/null', ...inject, ...command] : command;
  const child = spawn(file, rest, {
    env: { ...process.env, DOCKER_HOST: dockerHost, KOPI_DOCKA_KOPIA: tools().kopia },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  void onStart?.(child.pid ?? 0);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (_, signal) => resolve(signal === 'SIGKILL'));
  });
}
