import { KopiDockaError } from '../errors.ts';
import { monotonicMs, sleep } from '../host/clock.ts';
import type { Client } from './client.ts';
import { inspectContainer } from './containers.ts';
import { isUp, PATIENT_RETRIES, presentContainer } from './members.ts';
import { parseProcess } from './parse-container.ts';
import type { Container } from './types.ts';

/** What the engine grants when neither we nor the container say anything. */
const ENGINE_GRACE_SECONDS = 10;
/** A grace of -1 means for ever; a run can not wait that long. */
const ENDLESS_GRACE_SECONDS = 600;
const BEYOND_GRACE_MS = 60_000;
/** An engine may answer a stop with an error and see the container end a moment later. */
const LATE_END_MS = 10_000;
const POLL_MS = 100;

/**
 * Stops a container and waits until it is seen not running.
 *
 * Units   `timeoutSeconds` null leaves signal and grace to the container's own settings
 * Errors  E_STOP when it runs on after its grace and a minute more; E_DOCKER.
 * Promise `forced` means that the engine had to kill it: it ended with 137 and not for want of memory.
 * Source  The engine goes on stopping when we give up on the call (docker.md §2.1), so the container's state decides.
 */
export async function stopContainer(
  client: Client,
  id: string,
  timeoutSeconds: number | null,
): Promise<{ readonly forced: boolean }> {
  const before = await presentContainer(client, id);
  if (!isUp(before)) return { forced: false };
  const failure = await requestStop(client, before, timeoutSeconds);
  const after = await untilDown(client, before.id);
  if (after === null) return { forced: false };
  if (isUp(after)) throw failure ?? new KopiDockaError('E_STOP', `the container ${before.name} runs on after its stop`);
  const { exitCode, oomKilled } = parseProcess(after.raw);
  return { forced: exitCode === 137 && !oomKilled };
}

/** Asks for the stop; what goes wrong is handed back for later. */
async function requestStop(
  client: Client,
  container: Container,
  timeoutSeconds: number | null,
): Promise<KopiDockaError | null> {
  const grace = timeoutSeconds ?? container.stopTimeout ?? ENGINE_GRACE_SECONDS;
  try {
    await client.request({
      what: `stopping the container ${container.name}`,
      method: 'POST',
      path: `/containers/${container.id}/stop`,
      ...(timeoutSeconds === null ? {} : { query: { t: String(timeoutSeconds) } }),
      deadlineMs: (grace < 0 ? ENDLESS_GRACE_SECONDS : grace) * 1000 + BEYOND_GRACE_MS,
      expect: [204, 304, 404],
      retries: PATIENT_RETRIES,
    });
    return null;
  } catch (thrown) {
    if (!(thrown instanceof KopiDockaError)) throw thrown;
    return new KopiDockaError('E_STOP', thrown.message, { cause: thrown });
  }
}

async function untilDown(client: Client, id: string): Promise<Container | null> {
  const deadline = monotonicMs() + LATE_END_MS;
  for (;;) {
    const container = await inspectContainer(client, id, PATIENT_RETRIES);
    if (container === null || !isUp(container) || monotonicMs() > deadline) return container;
    await sleep(POLL_MS);
  }
}
