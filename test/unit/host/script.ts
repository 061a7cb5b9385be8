import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { temporaryFolder } from './temporary.ts';

/** A Node process that runs a piece of TypeScript; `said` waits for a line on its stdout. */
export interface Script {
  readonly child: ChildProcess;
  readonly file: string;
  output(): string;
  said(text: string): Promise<void>;
  /** Exit code, or the signal that ended it. */
  ended(): Promise<number | NodeJS.Signals>;
}

/** Bundles a piece of TypeScript, which imports from `src/…`, into one file that Node runs. */
export async function bundleScript(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: resolve('src'), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const file = join(temporaryFolder(), 'script.mjs');
  writeFileSync(file, outputFiles[0]?.text ?? '');
  return file;
}

/** Starts a piece of TypeScript as a process of its own. */
export async function startScript(source: string, ...args: readonly string[]): Promise<Script> {
  const file = await bundleScript(source);
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const end = new Promise<number | NodeJS.Signals>((done) => {
    child.once('exit', (code, signal) => done(code ?? signal ?? -1));
  });
  return {
    child,
    file,
    output: () => output,
    ended: () => end,
    async said(text) {
      while (!output.includes(text)) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`ended without saying ${text}: ${output}`);
        await new Promise((next) => setTimeout(next, 10));
      }
    },
  };
}
