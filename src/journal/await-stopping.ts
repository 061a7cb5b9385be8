import { sleep } from '../host/clock.ts';
import type { EngineLink } from './engine-link.ts';
import type { TakeRecord } from './types.ts';

/** What a stop takes beyond the grace, at most: the engine's own work around the kill. */
const MARGIN_MS = 2_000;
const DEFAULT_GRACE_S = 10;

/**
 * Waits for stops that the dead run has asked for and that the engine still carries out, so that no container goes down
 * right after recovery found it running.
 *
 * Shape   `writtenAt` is the time of the run's last record, in ms since 1970
 * Promise Waits no longer than the longest grace of the containers that still run as they were taken; not at all when that
 *         time is over since the run's last record.
 * Source  The engine finishes a stop whose client has died (moby, containerStop without cancel), and shows no state for it.
 */
export async function awaitStopping(takes: readonly TakeRecord[], writtenAt: number, link: EngineLink): Promise<void> {
  const start = Date.now();
  let pending = takes.filter(({ how }) => how === 'stop');
  for (;;) {
    const elapsed = Date.now() - Math.min(start, writtenAt);
    const inGrace = pending.filter((take) => elapsed < graceMs(take));
    pending = await stillUp(inGrace, link);
    if (pending.length === 0) return;
    await sleep(250);
  }
}

async function stillUp(takes: readonly TakeRecord[], link: EngineLink): Promise<TakeRecord[]> {
  const up: TakeRecord[] = [];
  for (const take of takes) {
    const now = await link.call((engine) => engine.inspect(take.id));
    if (now?.state === 'running' && now.startedAt === take.startedAt) up.push(take);
  }
  return up;
}

/** A grace of -1 is "for ever" to the engine; no recovery can wait for that. */
function graceMs({ stopTimeoutSeconds, inspect }: TakeRecord): number {
  const config = inspect['Config'] as { readonly StopTimeout?: unknown } | undefined;
  const own = typeof config?.StopTimeout === 'number' ? config.StopTimeout : DEFAULT_GRACE_S;
  const seconds = stopTimeoutSeconds ?? own;
  return (seconds < 0 ? DEFAULT_GRACE_S : seconds) * 1000 + MARGIN_MS;
}
