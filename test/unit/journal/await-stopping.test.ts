import { describe, expect, it } from 'vitest';
import { awaitStopping } from '../../../src/journal/await-stopping.ts';
import { EngineLink } from '../../../src/journal/engine-link.ts';
import { fakeEngine } from './fake-engine.ts';
import { container, STARTED_AGAIN, take } from './samples.ts';

/** Waits for `db`; tells how long that took. The stop ends after `downAfterMs`, if at all. */
async function wait(options: {
  take?: Parameters<typeof take>[1];
  now?: Parameters<typeof container>[1];
  writtenMsAgo: number;
  downAfterMs?: number;
}): Promise<number> {
  const fake = fakeEngine([container('db', { state: 'running', ...options.now })]);
  if (options.downAfterMs !== undefined)
    setTimeout(() => fake.containers.set('id-of-db', container('db')), options.downAfterMs);
  const start = Date.now();
  const link = new EngineLink(async () => fake.engine, 0);
  await awaitStopping([take('db', options.take)], start - options.writtenMsAgo, link);
  return Date.now() - start;
}

describe('awaitStopping', () => {
  it('waits for a stop that the engine still carries out', async () => {
    const waited = await wait({ writtenMsAgo: 0, downAfterMs: 600 });
    expect(waited).toBeGreaterThanOrEqual(600);
    expect(waited).toBeLessThan(2_000);
  });

  it('waits no longer than the grace that was asked for', async () => {
    const waited = await wait({ writtenMsAgo: 0, take: { stopTimeoutSeconds: 0 } });
    expect(waited).toBeGreaterThanOrEqual(2_000);
    expect(waited).toBeLessThan(4_000);
  });

  it('takes the grace of the container when none was asked for', async () => {
    const inspect = { Config: { StopTimeout: 20 } };
    expect(await wait({ writtenMsAgo: 15_000, take: { inspect }, downAfterMs: 400 })).toBeGreaterThanOrEqual(400);
  });

  it.each([
    ['the grace is over since the last word of the run', { writtenMsAgo: 13_000 }],
    ['the container is down', { writtenMsAgo: 0, now: { state: 'exited' } }],
    ['the container was started again since', { writtenMsAgo: 0, now: { startedAt: STARTED_AGAIN } }],
    ['the container was to be paused', { writtenMsAgo: 0, take: { how: 'pause' } }],
  ] as const)('does not wait when %s', async (_, options) => {
    expect(await wait(options)).toBeLessThan(200);
  });

  it('does not trust a record from the future', async () => {
    const waited = await wait({ writtenMsAgo: -3_600_000, take: { stopTimeoutSeconds: 0 } });
    expect(waited).toBeLessThan(4_000);
  });
});
