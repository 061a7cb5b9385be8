/** The signals by which a user, a service manager or a closed terminal asks a run to stop. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

const STOP_SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Calls the handler for each stop signal instead of dying of it; the returned function ends that.
 *
 * Shape   `count` is 1 for the first signal of any kind, 2 for the second …
 * Promise 1 asks for an orderly end, 2 for a faster one; both still bring containers back. 3 means: leave now.
 */
export function onStopSignals(handler: (signal: StopSignal, count: number) => void): () => void {
  let count = 0;
  const listener = (signal: NodeJS.Signals): void => {
    count += 1;
    handler(signal as StopSignal, count);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, listener);
  };
}
