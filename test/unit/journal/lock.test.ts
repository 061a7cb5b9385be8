import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { acquireLock } from '../../../src/journal/lock.ts';
import { readLockHolder } from '../../../src/journal/lock-holder.ts';
import { type Script, startScript } from '../host/script.ts';
import { deadProcess, freshFolder } from './samples.ts';

let folder: string;
beforeEach(() => {
  folder = join(freshFolder(), 'run');
});

const holding = `
  import { acquireLock } from './journal/lock.ts';
  process.on('SIGINT', () => undefined);
  await acquireLock(process.argv[2], 'backup');
  console.log('held');
  setInterval(() => undefined, 1000);
`;

async function holder(): Promise<Script> {
  const script = await startScript(holding, folder);
  await script.said('held');
  return script;
}

describe('acquireLock', () => {
  it('is free again after release, with no word about us left', async () => {
    for (let round = 0; round < 3; round += 1) {
      const lock = await acquireLock(folder, 'backup');
      expect(readLockHolder(folder)).toMatchObject({ what: 'backup', process: { pid: process.pid } });
      await lock.release();
    }
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it('names who holds it', async () => {
    const other = await holder();
    const refused = acquireLock(folder, 'restore');
    await expect(refused).rejects.toMatchObject({ code: 'E_LOCKED', exitCode: 11 });
    await expect(refused).rejects.toThrow(new RegExp(`backup \\(process ${other.child.pid}, since 20`));
    other.child.kill('SIGKILL');
  });

  it('is free right after its holder was killed', async () => {
    for (let round = 0; round < 5; round += 1) {
      const other = await holder();
      other.child.kill('SIGKILL');
      await other.ended();
      await (await acquireLock(folder, 'recover')).release();
    }
  });

  it('is free when its holder ends without a release', async () => {
    const script = await startScript(
      `import { acquireLock } from './journal/lock.ts'; await acquireLock(process.argv[2], 'list'); console.log('held');`,
      folder,
    );
    expect(await script.ended()).toBe(0);
    await (await acquireLock(folder, 'recover')).release();
  });

  it('is not freed by a Ctrl-C on the terminal of its holder', async () => {
    const other = await holder();
    process.kill(-(other.child.pid ?? 0), 'SIGINT');
    await new Promise((next) => setTimeout(next, 300));
    await expect(acquireLock(folder, 'restore')).rejects.toMatchObject({ code: 'E_LOCKED' });
    other.child.kill('SIGKILL');
  });

  it('goes to one of many that ask at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(folder, 'backup')));
    const locks = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(locks).toHaveLength(1);
    await locks[0]?.release();
  });

  it('does not believe a note of a dead holder', async () => {
    await (await acquireLock(folder, 'backup')).release();
    const note = { process: deadProcess(), since: '2026-11-21T01:00:00Z', what: 'backup' };
    writeFileSync(join(folder, 'lock.holder'), JSON.stringify(note));
    expect(readLockHolder(folder)).toBeNull();
    await (await acquireLock(folder, 'backup')).release();
  });

  it('says which tool is missing', async () => {
    vi.stubEnv('PATH', '/nowhere');
    await expect(acquireLock(folder, 'backup')).rejects.toMatchObject({ code: 'E_TOOL_MISSING' });
    vi.unstubAllEnvs();
  });
});
