import { KopiDockaError } from '../errors.ts';
import { sleep } from './clock.ts';

/**
 * Waits for something, but not for ever.
 *
 * Errors  E_STATE, saying that `what` did not end, when the time is over; the work itself goes on unheard.
 */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  const decided = new AbortController();
  const late = sleep(ms, decided.signal).then((): Promise<T> => {
    if (decided.signal.aborted) return work;
    throw new KopiDockaError('E_STATE', `${what} did not end within ${Math.round(ms / 1000)} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    decided.abort();
  }
}
