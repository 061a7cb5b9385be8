import { describe, expect, it } from 'vitest';
import { sleep } from '../../../src/host/clock.ts';
import { within } from '../../../src/host/within.ts';

describe('within', () => {
  it('gives back what the work gives, or throws what it throws', async () => {
    expect(await within(1_000, 'it', Promise.resolve(7))).toBe(7);
    await expect(within(1_000, 'it', Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('does not wait for work that hangs, and says what hangs', async () => {
    await expect(within(50, 'looking', new Promise(() => undefined))).rejects.toMatchObject({
      code: 'E_STATE',
      message: expect.stringContaining('looking did not end'),
    });
  });
});

describe('sleep', () => {
  it('ends early when it is told to', async () => {
    const stop = new AbortController();
    const start = performance.now();
    setTimeout(() => stop.abort(), 20);
    await sleep(10_000, stop.signal);
    await sleep(10_000, stop.signal);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
