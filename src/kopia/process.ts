import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { KopiDockaError } from '../errors.ts';
import { ensureFolder } from '../host/files.ts';
import { globalArguments, type KopiaSetup, kopiaEnvironment } from './global-arguments.ts';
import { isProgress } from './parse-progress.ts';
import { eachRecord } from './records.ts';

const CLOSE_INPUT_AFTER_MS = 250;
const KILL_AFTER_MS = 10_000;
const GIVE_UP_AFTER_MS = 15_000;
const KEPT_RECORDS = 200;
const KEPT_LENGTH = 4_000;

/** How a kopia process ended; `exitCode` is null when a signal ended it, or when not even SIGKILL did. */
export interface KopiaEnd {
  readonly exitCode: number | null;
  /** The last records of its error stream, progress left out. */
  readonly stderr: readonly string[];
}

/** A kopia process under way. */
export interface KopiaProcess {
  readonly pid: number;
  /** Null unless it was asked for. */
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  /** Promise Never rejects; settles at the latest 15 s after `cancel`, even when the kernel does not let the process go. */
  readonly ended: Promise<KopiaEnd>;
  /**
   * SIGTERM now, SIGKILL for its whole process group after 10 s.
   *
   * Source  Kopia does not hear SIGTERM while it waits for its input, and takes the end of the input for the end of the data:
   *         so the input is closed, but only a moment after the signal. Measured.
   */
  cancel(): void;
}

export interface KopiaProcessOptions {
  readonly withStdin?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly onRecord?: (record: string) => void;
}

/**
 * Starts kopia with its global flags.
 *
 * Errors  E_KOPIA_MISSING when the program can not be started.
 * Promise In a process group of its own, so a Ctrl-C on our terminal does not reach it. No secret in its arguments.
 */
export function startKopia(
  setup: KopiaSetup,
  args: readonly string[],
  options: KopiaProcessOptions = {},
): KopiaProcess {
  const child = spawn(setup, args, options);
  const { pid, stdin, stdout, stderr } = child;
  if (pid === undefined) throw new KopiDockaError('E_KOPIA_MISSING', `${setup.binary.path} could not be started`);
  const records: string[] = [];
  const said = eachRecord(stderr, (record) => {
    options.onRecord?.(record);
    if (isProgress(record)) return;
    records.push(record.slice(0, KEPT_LENGTH));
    if (records.length > KEPT_RECORDS) records.shift();
  });
  const gone = Promise.all([child, said]).then(([result]) => result.exitCode ?? null);
  const { cancel, exitCode } = cancellable(pid, gone, {
    closeInput: () => stdin?.destroy(),
    abandon: () => [stdout, stderr].map((stream) => stream.destroy()),
  });
  return { pid, stdin, stdout, ended: exitCode.then((code) => ({ exitCode: code, stderr: records })), cancel };
}

function spawn(setup: KopiaSetup, args: readonly string[], options: KopiaProcessOptions) {
  const env = { ...kopiaEnvironment(setup), ...options.env };
  ensureFolder(env.HOME);
  return execa(setup.binary.path, [...globalArguments(setup), ...args], {
    cwd: '/',
    env,
    extendEnv: false,
    stdin: options.withStdin ? 'pipe' : 'ignore',
    detached: true,
    buffer: false,
    reject: false,
    encoding: 'buffer',
  });
}

function cancellable(
  pid: number,
  gone: Promise<number | null>,
  streams: { readonly closeInput: () => void; readonly abandon: () => void },
) {
  const timers: NodeJS.Timeout[] = [];
  let giveUp: (exitCode: null) => void;
  const givenUp = new Promise<null>((resolve) => {
    giveUp = resolve;
  });
  const exitCode = Promise.race([gone, givenUp]).finally(() => timers.map(clearTimeout));
  const cancel = (): void => {
    if (timers.length > 0) return;
    signalProcess(pid, 'SIGTERM');
    timers.push(
      setTimeout(streams.closeInput, CLOSE_INPUT_AFTER_MS),
      setTimeout(() => signalProcess(-pid, 'SIGKILL'), KILL_AFTER_MS),
      setTimeout(() => {
        streams.abandon();
        giveUp(null);
      }, GIVE_UP_AFTER_MS),
    );
  };
  return { cancel, exitCode };
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already, which is what was wanted.
  }
}
