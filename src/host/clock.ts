/** Now, as RFC 3339 in UTC. */
export function timestamp(): string {
  return new Date().toISOString();
}

/** Milliseconds on a clock that never jumps; only differences mean anything. */
export function monotonicMs(): number {
  return performance.now();
}

/** Waits; ends early, without an error, when the signal aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
