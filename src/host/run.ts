import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { KopiDockaError } from '../errors.ts';

/** How a finished child ended; output is text, at most 8 MiB of each stream. */
export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs a system tool to its end and reports how it ended.
 *
 * Errors  E_TOOL_MISSING when there is no such program, E_STATE when it was killed, timed out or cancelled.
 * Promise No shell. The environment is PATH, HOME and LANG plus `env`, nothing else; a non-zero exit is a result, not an error.
 *         The tool runs in a session of its own: a Ctrl-C on our terminal does not reach it. It is killed when we exit.
 */
export async function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const child = execa(file, [...args], {
    reject: false,
    detached: true,
    extendEnv: false,
    env: { ...baseEnvironment(), ...options.env },
    maxBuffer: 8 * 1024 * 1024,
    forceKillAfterDelay: 5_000,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  });
  const kill = (): void => void child.kill('SIGKILL');
  atExit.add(kill);
  const result = await child.finally(() => atExit.delete(kill));
  if (result.code === 'ENOENT') throw missing(file, options.cwd);
  if (result.timedOut) throw new KopiDockaError('E_STATE', `${file} did not end within ${options.timeoutMs} ms`);
  if (result.isMaxBuffer) throw new KopiDockaError('E_STATE', `${file} printed more than 8 MiB`);
  if (result.exitCode === undefined)
    throw new KopiDockaError('E_STATE', `${file} was ended by ${result.signal ?? result.code ?? 'a failure'}`);
  return { exitCode: result.exitCode, stdout: String(result.stdout), stderr: String(result.stderr) };
}

/** The system says the same of a program and of a working folder that is not there. */
function missing(file: string, cwd: string | undefined): KopiDockaError {
  if (cwd === undefined || existsSync(cwd)) return new KopiDockaError('E_TOOL_MISSING', `${file} was not found`);
  return new KopiDockaError('E_STATE', `${file} was not run: there is no folder ${cwd}`);
}

const atExit = new Set<() => void>();
process.on('exit', () => {
  for (const kill of atExit) kill();
});

/** The environment that every child gets: where programs are, a home, and plain English messages in UTF-8. */
export function baseEnvironment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: process.env['HOME'] ?? '/',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
  };
}
