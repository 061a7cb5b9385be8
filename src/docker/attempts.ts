import { KopiDockaError } from '../errors.ts';
import { sleep } from '../host/clock.ts';
import type { EngineCall } from './engine-call.ts';
import { isLostReply, timedOut, unreachable } from './engine-error.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Makes the attempts of a call: each with its own deadline, again only after a lost reply.
 *
 * Errors  E_DOCKER_TIMEOUT after a deadline, E_DOCKER when the last attempt found nobody; what `attempt` refused itself.
 */
export async function withAttempts<T>(
  call: EngineCall,
  endpoint: string,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const retries = call.retries ?? 3;
  for (let made = 0; ; made++) {
    try {
      return await withDeadline(call, attempt);
    } catch (thrown) {
      if (thrown instanceof KopiDockaError) throw thrown;
      if (made >= retries || !isLostReply(thrown)) throw unreachable(thrown, call.what, endpoint);
      await sleep(Math.min(FIRST_PAUSE_MS * 3 ** made, LONGEST_PAUSE_MS));
    }
  }
}

/** Settles at the deadline even if the attempt never does. */
async function withDeadline<T>(call: EngineCall, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(timedOut(call.what, call.deadlineMs));
      deadline.abort();
    }, call.deadlineMs);
  });
  try {
    return await Promise.race([attempt(deadline.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
