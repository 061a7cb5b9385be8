import { setMaxListeners } from 'node:events';
import { type ErrorCode, KopiDockaError } from '../errors.ts';
import { onStopSignals, type StopSignal } from '../host/signals.ts';

const CODES: Readonly<Record<StopSignal, ErrorCode>> = {
  SIGINT: 'E_INTERRUPTED',
  SIGTERM: 'E_TERMINATED',
  SIGHUP: 'E_HANGUP',
};

/**
 * Runs something that stop signals may end early but never cut off.
 *
 * Shape   the run gets a signal whose reason is E_INTERRUPTED, E_TERMINATED or E_HANGUP; `say` gets one line for each signal
 * Errors  E_NOT_BACK at the third signal: the run is left behind as it is, for recovery to finish.
 * Promise Afterwards signals do again what they did before.
 */
export async function interruptible<Result>(
  run: (signal: AbortSignal) => Promise<Result>,
  say: (line: string) => void,
): Promise<Result> {
  const stop = new AbortController();
  // Every child process of a run listens to it, and Node warns of more than ten.
  setMaxListeners(0, stop.signal);
  const { promise: left, leave } = leaving();
  const release = onStopSignals((signal, count) => {
    if (count === 1) stop.abort(new KopiDockaError(CODES[signal], `stopped by ${signal}`));
    if (count === 1) say(`${signal}: bringing everything back; please wait.`);
    if (count === 2) say(`${signal}: still bringing everything back; once more leaves containers as they are now.`);
    if (count >= 3)
      leave(new KopiDockaError('E_NOT_BACK', `left at the third signal, before everything was brought back`));
  });
  try {
    return await Promise.race([run(stop.signal), left]);
  } finally {
    release();
  }
}

function leaving(): { promise: Promise<never>; leave: (error: KopiDockaError) => void } {
  let leave: (error: KopiDockaError) => void = () => undefined;
  const promise = new Promise<never>((_, reject) => {
    leave = reject;
  });
  promise.catch(() => undefined);
  return { promise, leave };
}
