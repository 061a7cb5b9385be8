import { KopiDockaError } from '../errors.ts';
import { monotonicMs, sleep } from '../host/clock.ts';
import type { Client } from './client.ts';
import { inspectContainer } from './containers.ts';
import { parseProcess } from './parse-container.ts';
import type { Container } from './types.ts';

/** Retries that see a restart of the engine through: about a minute. */
const PATIENT_RETRIES = 14;
const ENGINE_GRACE_SECONDS = 10;
const BEYOND_GRACE_MS = 60_000;
const START_DEADLINE_MS = 180_000;
const PAUSE_DEADLINE_MS = 60_000;
/** An engine may answer a stop with an error and see the container end a moment later. */
const LATE_END_MS = 10_000;
const POLL_MS = 100;
const HEALTH_POLL_MS = 250;

/** A grace of -1 means for ever; a run can not wait that long. */
const ENDLESS_GRACE_SECONDS = 600;

/**
 * Stops a container and waits until it is seen not running.
 *
 * Units   `timeoutSeconds` null leaves signal and grace to the container's own settings
 * Errors  E_STOP when it runs on after its grace and a minute more; E_DOCKER.
 * Promise `forced` means that the engine had to kill it: it ended with 137 and not for want of memory.
 */
export async function stopContainer(
  client: Client,
  id: string,
  timeoutSeconds: number | null,
): Promise<{ readonly forced: boolean }> {
  const before = await presentContainer(client, id);
  if (!isUp(before)) return { forced: false };
  const grace = timeoutSeconds ?? before.stopTimeout ?? ENGINE_GRACE_SECONDS;
  const failure = await requestStop(client, before, timeoutSeconds, grace < 0 ? ENDLESS_GRACE_SECONDS : grace);
  const after = await untilDown(client, before.id);
  if (after === null) return { forced: false };
  if (isUp(after)) throw failure ?? new KopiDockaError('E_STOP', `the container ${before.name} runs on after its stop`);
  const { exitCode, oomKilled } = parseProcess(after.raw);
  return { forced: exitCode === 137 && !oomKilled };
}

/** Asks for the stop; what goes wrong is handed back, because only the container's state tells whether it worked. */
async function requestStop(
  client: Client,
  container: Container,
  timeoutSeconds: number | null,
  graceSeconds: number,
): Promise<KopiDockaError | null> {
  try {
    await client.request({
      what: `stopping the container ${container.name}`,
      method: 'POST',
      path: `/containers/${container.id}/stop`,
      ...(timeoutSeconds === null ? {} : { query: { t: String(timeoutSeconds) } }),
      deadlineMs: graceSeconds * 1000 + BEYOND_GRACE_MS,
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
    const container = await inspectContainer(client, id);
    if (container === null || !isUp(container) || monotonicMs() > deadline) return container;
    await sleep(POLL_MS);
  }
}

/**
 * Starts a container; one that runs already is success.
 *
 * Errors  E_DOCKER with the engine's reason.
 */
export async function startContainer(client: Client, id: string): Promise<void> {
  const { name, id: fullId } = await presentContainer(client, id);
  await change(client, fullId, ['running', 'restarting'], {
    what: `starting the container ${name}`,
    verb: 'start',
    deadlineMs: START_DEADLINE_MS,
  });
}

/** Freezes the processes of a container; one that is paused already is success. */
export async function pauseContainer(client: Client, id: string): Promise<void> {
  const { name, id: fullId } = await presentContainer(client, id);
  await change(client, fullId, ['paused'], {
    what: `pausing the container ${name}`,
    verb: 'pause',
    deadlineMs: PAUSE_DEADLINE_MS,
  });
}

/** Lets a paused container go on; one that runs already is success. */
export async function unpauseContainer(client: Client, id: string): Promise<void> {
  const { name, id: fullId } = await presentContainer(client, id);
  await change(client, fullId, ['running'], {
    what: `unpausing the container ${name}`,
    verb: 'unpause',
    deadlineMs: PAUSE_DEADLINE_MS,
  });
}

/** Asks for a change; a refusal, or silence, is success when the container is in the wanted state all the same. */
async function change(
  client: Client,
  id: string,
  wanted: readonly Container['state'][],
  call: { readonly what: string; readonly verb: 'start' | 'pause' | 'unpause'; readonly deadlineMs: number },
): Promise<void> {
  try {
    await client.request({
      what: call.what,
      method: 'POST',
      path: `/containers/${id}/${call.verb}`,
      deadlineMs: call.deadlineMs,
      expect: [204, 304],
      retries: PATIENT_RETRIES,
    });
  } catch (thrown) {
    const now = await inspectContainer(client, id);
    if (now === null || !wanted.includes(now.state)) throw thrown;
  }
}

/**
 * Waits until a container is healthy.
 *
 * Shape   true when it is healthy, or runs without a health check; false when the time is over or it ended
 * Promise `unhealthy` is not final: a slow start may pass through it.
 */
export async function waitHealthy(client: Client, id: string, timeoutMs: number): Promise<boolean> {
  const deadline = monotonicMs() + timeoutMs;
  for (;;) {
    const container = await inspectContainer(client, id);
    if (container === null || !isUp(container)) return container !== null && !container.hasHealthcheck;
    if (!container.hasHealthcheck || container.health === 'healthy') return true;
    if (monotonicMs() >= deadline) return false;
    await sleep(HEALTH_POLL_MS);
  }
}

async function presentContainer(client: Client, id: string): Promise<Container> {
  const container = await inspectContainer(client, id);
  if (container !== null) return container;
  throw new KopiDockaError('E_DOCKER', `there is no container ${id.slice(0, 64)}`, { hint: 'See docker ps -a.' });
}

function isUp(container: Container): boolean {
  return container.state === 'running' || container.state === 'restarting' || container.state === 'paused';
}
