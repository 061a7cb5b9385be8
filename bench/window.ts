import type { LabEngine } from '../test/lab/engine.ts';

/** How long some work took, and how long the containers were down meanwhile, in ms. */
export interface Timing {
  readonly wall: number;
  readonly down: number;
}

/**
 * Measures some work that stops and starts containers.
 *
 * Promise The downtime is the engine's own word: from the first `die` event to the last `start` event.
 */
export async function measureWindow(engine: LabEngine, work: () => Promise<unknown>): Promise<Timing> {
  const since = Date.now() / 1000;
  const start = performance.now();
  await work();
  const wall = performance.now() - start;
  const filters = encodeURIComponent(JSON.stringify({ type: ['container'], event: ['die', 'start'] }));
  const until = Date.now() / 1000 + 0.01;
  const events = String(
    await engine.call('GET', `/events?since=${since.toFixed(6)}&until=${until.toFixed(6)}&filters=${filters}`),
  );
  const times = (action: string) =>
    [...events.matchAll(new RegExp(`"status":"${action}".*?"timeNano":(\\d+)`, 'g'))].map(([, ns]) => Number(ns) / 1e6);
  const down = Math.max(...times('start')) - Math.min(...times('die'));
  if (!Number.isFinite(down)) throw new Error(`the engine saw no stop and start: ${events}`);
  return { wall, down };
}
