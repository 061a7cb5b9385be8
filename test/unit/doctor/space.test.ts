import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { spaceCheck } from '../../../src/doctor/checks/space.ts';
import { context, says } from './context.ts';

const asRoot = process.getuid?.() === 0;

/** What is said of a state folder on a file system with these limits. */
async function onSmall(limits: string) {
  const given = context();
  const { state } = given.places;
  mkdirSync(state);
  execFileSync('mount', ['-t', 'tmpfs', '-o', limits, 'kd-doctor', state]);
  onTestFinished(() => void execFileSync('umount', [state]));
  const [found] = await spaceCheck.run(given);
  return found;
}

describe('space', () => {
  it('tells the free space of each place that we write to, also where nothing is yet', async () => {
    const lines = await says(spaceCheck, context());
    expect(lines.map((text) => text.split(' ')[1])).toEqual(['state', 'cache', 'repository', 'Docker']);
    for (const text of lines)
      expect(text).toMatch(/^(ok|warning|error) .*: [\d.]+ [KMGT]?i?B of [\d.]+ [KMGT]iB are free$/);
  });

  it.skipIf(!asRoot)('warns when little is left, and fails when nearly nothing is', async () => {
    expect(await onSmall('size=512m')).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('512.0 MiB of 512.0 MiB'),
    });
    expect(await onSmall('size=32m')).toMatchObject({ severity: 'error', code: 'E_NO_SPACE' });
  });

  it.skipIf(!asRoot)('sees that inodes run out before bytes do', async () => {
    expect(await onSmall('size=4g,nr_inodes=50')).toMatchObject({
      code: 'E_NO_SPACE',
      message: expect.stringContaining('49 inodes'),
    });
  });
});
