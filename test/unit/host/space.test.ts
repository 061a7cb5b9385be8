import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freeBytes, freeSpace } from '../../../src/host/space.ts';
import { temporaryFolder } from './temporary.ts';

const asRoot = process.getuid?.() === 0;

describe('freeSpace', () => {
  it.skipIf(!asRoot)('counts what the file system has left, in bytes and inodes', async () => {
    const at = temporaryFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,nr_inodes=20', 'kd-space', at]);
    onTestFinished(() => void execFileSync('umount', [at]));
    const before = await freeSpace(at);
    writeFileSync(join(at, 'file'), Buffer.alloc(512 * 1024));
    const after = await freeSpace(at);
    expect(before.totalBytes).toBe(1024 * 1024);
    expect(before.bytes - after.bytes).toBe(512 * 1024);
    expect((before.inodes ?? 0) - (after.inodes ?? 0)).toBe(1);
  });

  it('asks the nearest parent for a path that does not exist yet', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a', 'file'), '');
    const expected = (await freeSpace(folder)).totalBytes;
    expect((await freeSpace(join(folder, 'a', 'not', 'yet'))).totalBytes).toBe(expected);
    expect((await freeSpace(join(folder, 'a', 'file', 'below'))).totalBytes).toBe(expected);
    expect(await freeBytes(join(folder, 'not'))).toBeGreaterThan(0);
  });
});
