import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { dockerEnvironment } from './compose.ts';
import { freshFolder, removeFolder } from './folders.ts';
import { tools } from './tools.ts';
import { pause } from './wait.ts';

/** A host as the program sees it: its own KOPI_DOCKA_HOME, an empty home of the user, and one engine. */
export interface LabHost {
  /** KOPI_DOCKA_HOME. */
  readonly home: string;
  /** HOME; holds nothing but the Docker configuration with the Compose plugin. */
  readonly userHome: string;
  readonly env: Readonly<Record<string, string>>;
  /** Words before the program's own: a command that runs what follows it, in the same process. */
  readonly within?: readonly string[];
  dispose(): void;
}

/** How a call of the program ended. `exitCode` is null when a signal ended it; `json` is stdout, parsed, when it is JSON. */
export interface CliResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents of every shape.
  readonly json: any;
}

/** A call of the program under way. `stdout` and `stderr` give what came so far. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<CliResult>;
  stdout(): string;
  stderr(): string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Written to stdin, which is closed after it; without it stdin is empty. */
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** Makes a fresh host before an engine, or before anything else that listens at `host`, such as a fault proxy. */
export function newHost(engine: { readonly host: string }, env: Readonly<Record<string, string>> = {}): LabHost {
  const folder = freshFolder('home');
  const home = join(folder, 'home');
  const userHome = join(folder, 'user');
  mkdirSync(userHome);
  dockerEnvironment(engine, join(userHome, '.docker'));
  return {
    home,
    userHome,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: userHome,
      LANG: 'C.UTF-8',
      KOPI_DOCKA_HOME: home,
      KOPI_DOCKA_KOPIA: tools().kopia,
      DOCKER_HOST: engine.host,
      ...env,
    },
    dispose: () => removeFolder(folder),
  };
}

/**
 * Runs the built program to its end, without a terminal and with nothing of the caller's environment but PATH.
 *
 * Errors  Rejects with what it said when it does not end within `timeoutMs` (110 s), after killing it.
 */
export function runCli(host: LabHost, args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return spawnCli(host, args, options).ended;
}

/** Starts the built program in a session of its own and hands it over while it works, for signals and kills. */
export function spawnCli(host: LabHost, args: readonly string[], options: CliOptions = {}): RunningCli {
  const [command = '', ...words] = [...(host.within ?? []), process.execPath, programPath(), ...args];
  const child = spawn(command, words, {
    env: { ...host.env, ...options.env },
    cwd: options.cwd ?? dirname(host.home),
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdin?.end(options.input);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const ended = new Promise<CliResult>((resolveResult, reject) => {
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`kopi-docka ${args.join(' ')} did not end\nstdout: ${stdout()}\nstderr: ${stderr()}`));
    }, options.timeoutMs ?? 110_000);
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => {
      clearTimeout(deadline);
      // The output may still be on its way; but an orphan that holds the pipe open must not hold the test.
      void Promise.race([once(child, 'close'), pause(2_000)]).then(() =>
        resolveResult({ exitCode, signal, stdout: stdout(), stderr: stderr(), json: parse(stdout()) }),
      );
    });
  });
  return { child, pid: child.pid ?? 0, ended, stdout, stderr };
}

/** The built program: KOPI_DOCKA_PROGRAM, else dist/main.mjs. */
export function programPath(): string {
  return process.env['KOPI_DOCKA_PROGRAM'] ?? resolve('dist/main.mjs');
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
