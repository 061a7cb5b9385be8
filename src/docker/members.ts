import { KopiDockaError } from '../errors.ts';
import { monotonicMs, sleep } from '../host/clock.ts';
import type { Client } from './client.ts';
import { inspectContainer } from './containers.ts';
import type { Container, ContainerState } from './types.ts';

/** Retries that see a restart of the engine through: about a minute. */
export const PATIENT_RETRIES = 14;

const START_DEADLINE_MS = 180_000;
const PAUSE_DEADLINE_MS = 60_000;
const HEALTH_POLL_MS = 250;

/** A change of state that the engine can be asked for, and the states in which there is nothing left to do. */
interface Change {
  readonly verb: 'start' | 'pause' | 'unpause';
  readonly doing: string;
  readonly wanted: readonly ContainerState[];
  readonly deadlineMs: number;
}

const START: Change = {
  verb: 'start',
  doing: 'starting',
  wanted: ['running', 'restarting'],
  deadlineMs: START_DEADLINE_MS,
};
const PAUSE: Change = { verb: 'pause', doing: 'pausing', wanted: ['paused'], deadlineMs: PAUSE_DEADLINE_MS };
const UNPAUSE: Change = { verb: 'unpause', doing: 'unpausing', wanted: ['running'], deadlineMs: PAUSE_DEADLINE_MS };

/**
 * Starts a container; one that runs already is success.
 *
 * Errors  E_DOCKER with the engine's reason.
 */
export function startContainer(client: Client, id: string): Promise<void> {
  return change(client, id, START);
}

/** Freezes the processes of a container; one that is paused already is success. */
export function pauseContainer(client: Client, id: string): Promise<void> {
  return change(client, id, PAUSE);
}

/** Lets a paused container go on; one that runs already is success. */
export function unpauseContainer(client: Client, id: string): Promise<void> {
  return change(client, id, UNPAUSE);
}

/** Asks for a change; a refusal, or silence, is success when the container is in a wanted state all the same. */
async function change(client: Client, idOrName: string, { verb, doing, wanted, deadlineMs }: Change): Promise<void> {
  const { id, name } = await presentContainer(client, idOrName);
  try {
    await client.request({
      what: `${doing} the container ${name}`,
      method: 'POST',
      path: `/containers/${id}/${verb}`,
      deadlineMs,
      expect: [204, 304],
      retries: PATIENT_RETRIES,
    });
  } catch (thrown) {
    const now = await inspectContainer(client, id, PATIENT_RETRIES);
    if (now === null || !wanted.includes(now.state)) throw thrown;
  }
}

/**
 * Waits until a container is healthy.
 *
 * Shape   true when it is healthy, or has no health check; false when the time is over or it ended
 * Promise `unhealthy` is not final: a slow start may pass through it.
 */
export async function waitHealthy(client: Client, id: string, timeoutMs: number): Promise<boolean> {
  const deadline = monotonicMs() + timeoutMs;
  for (;;) {
    const container = await inspectContainer(client, id, PATIENT_RETRIES);
    if (container === null) return false;
    if (!container.hasHealthcheck) return true;
    if (!isUp(container)) return false;
    if (container.health === 'healthy') return true;
    if (monotonicMs() >= deadline) return false;
    await sleep(HEALTH_POLL_MS);
  }
}

/**
 * Inspects a container that must be there.
 *
 * Errors  E_DOCKER when it is not.
 */
export async function presentContainer(client: Client, idOrName: string): Promise<Container> {
  const container = await inspectContainer(client, idOrName, PATIENT_RETRIES);
  if (container !== null) return container;
  throw new KopiDockaError('E_DOCKER', `there is no container ${idOrName}`, { hint: 'See docker ps -a.' });
}

/** True while a container has processes, even frozen ones, or is about to have them again. */
export function isUp(container: Container): boolean {
  return container.state === 'running' || container.state === 'restarting' || container.state === 'paused';
}
