import { expect, test } from 'vitest';
import { interruptible } from '../../../src/cli/interrupt.ts';

test.each([
  ['SIGINT', 'E_INTERRUPTED', 130],
  ['SIGTERM', 'E_TERMINATED', 143],
  ['SIGHUP', 'E_HANGUP', 129],
] as const)('%s aborts the run with %s and lets it end by itself', async (signal, code, exitCode) => {
  const said: string[] = [];
  const result = await interruptible(
    async (stop) => {
      process.kill(process.pid, signal);
      await new Promise((resolve) => stop.addEventListener('abort', resolve));
      return stop.reason;
    },
    (line) => said.push(line),
  );
  expect(result).toMatchObject({ code, exitCode });
  expect(said).toEqual([expect.stringContaining(signal)]);
});

test('a second signal is not more than a word, a third leaves the run behind as exit 20', async () => {
  const said: string[] = [];
  const run = interruptible(
    () => new Promise<never>(() => undefined),
    (line) => said.push(line),
  );
  const left = expect(run).rejects.toMatchObject({ code: 'E_NOT_BACK', exitCode: 20 });
  for (let i = 0; i < 3; i += 1) {
    process.kill(process.pid, 'SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await left;
  expect(said).toHaveLength(2);
});

test('afterwards signals do again what they did before', async () => {
  const before = process.listenerCount('SIGINT');
  await interruptible(
    async () => 1,
    () => undefined,
  );
  expect(process.listenerCount('SIGINT')).toBe(before);
});
