import { type ErrorCode, KopiDockaError } from '../errors.ts';
import { classifyFailure } from './classify-failure.ts';
import type { KopiaSetup } from './global-arguments.ts';
import { type KopiaEnd, startKopia } from './process.ts';
import { readAll } from './records.ts';
import { watchStall } from './watch-stall.ts';

export interface RunKopiaOptions {
  /** The act in plain words, for the error: `listing the snapshots`. */
  readonly what: string;
  readonly fallback?: ErrorCode;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly onRecord?: (record: string) => void;
}

/** What a finished call said. */
export interface KopiaAnswer {
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: readonly string[];
}

/**
 * Runs kopia to its end and gives what it printed.
 *
 * Errors  What kopia's words say, see classifyFailure; E_INTERRUPTED after an abort; E_REPO when it made no progress.
 */
export async function runKopia(setup: KopiaSetup, args: readonly string[], options: RunKopiaOptions): Promise<Buffer> {
  const answer = await askKopia(setup, args, options);
  if (answer.exitCode !== 0) throw kopiaError(setup, answer, options.what, options.fallback ?? 'E_REPO');
  return answer.stdout;
}

/**
 * Runs kopia to its end and leaves the judgement of its exit code to the caller.
 *
 * Errors  E_INTERRUPTED after an abort; E_REPO when it made no progress.
 */
export async function askKopia(
  setup: KopiaSetup,
  args: readonly string[],
  options: RunKopiaOptions,
): Promise<KopiaAnswer> {
  const { what, input, signal, ...rest } = options;
  if (signal?.aborted) throw interrupted(what);
  const kopia = startKopia(setup, args, { ...rest, withStdin: input !== undefined });
  let stalled = false;
  const stopWatching = watchStall(kopia.pid, setup.stallSeconds, () => {
    stalled = true;
    kopia.cancel();
  });
  signal?.addEventListener('abort', kopia.cancel, { once: true });
  kopia.stdin?.on('error', () => {});
  kopia.stdin?.end(input);
  try {
    const [stdout, end] = await Promise.all([readAll(kopia.stdout), kopia.ended]);
    if (stalled) throw noProgress(what, setup.stallSeconds);
    if (signal?.aborted) throw interrupted(what);
    return { stdout, ...end };
  } finally {
    stopWatching();
    signal?.removeEventListener('abort', kopia.cancel);
  }
}

/** The error that a failed process stands for. */
export function kopiaError(setup: KopiaSetup, end: KopiaEnd, what: string, fallback: ErrorCode): KopiDockaError {
  const secrets = [setup.password, ...Object.values(setup.storageEnv)];
  const stderr = end.exitCode === null ? [...end.stderr, 'kopia was ended by a signal'] : end.stderr;
  return classifyFailure({ what, stderr, fallback, secrets });
}

/** The error of a kopia that was ended because it hung. */
export function noProgress(what: string, seconds: number): KopiDockaError {
  return new KopiDockaError('E_REPO', `${what}: kopia made no progress for ${seconds} s and was ended`);
}

function interrupted(what: string): KopiDockaError {
  return new KopiDockaError('E_INTERRUPTED', `${what} was cancelled`);
}
