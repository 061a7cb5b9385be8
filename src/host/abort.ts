/**
 * Waits for work that never rejects, but not beyond an abort.
 *
 * Errors  The signal's reason, at once when it aborts; the work goes on by itself then.
 */
export async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
    signal.addEventListener('abort', onAbort, { once: true });
  });
  await Promise.race([work, aborted]);
  signal.removeEventListener('abort', onAbort);
  signal.throwIfAborted();
}
