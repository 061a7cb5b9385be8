import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { removeTree } from '../../../src/host/remove-tree.ts';
import { temporaryFolder } from './temporary.ts';

const asRoot = process.getuid?.() === 0;

describe('removeTree', () => {
  let folder: string;
  let outside: string;

  beforeEach(() => {
    folder = temporaryFolder();
    outside = join(folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'precious'), 'data');
  });

  it('removes everything below, whatever it is called', async () => {
    const tree = join(folder, '-rf --odd\nname');
    mkdirSync(join(tree, 'deep', 'er'), { recursive: true, mode: 0o700 });
    writeFileSync(join(tree, 'deep', 'file'), '');
    await removeTree(tree);
    expect(existsSync(tree)).toBe(false);
  });

  it('takes nothing there for success', async () => {
    await expect(removeTree(join(folder, 'no', 'such'))).resolves.toBeUndefined();
  });

  it('removes a link and not what it leads to', async () => {
    const tree = join(folder, 'tree');
    mkdirSync(tree);
    symlinkSync(outside, join(tree, 'link'));
    symlinkSync(outside, join(folder, 'whole'));
    await removeTree(tree);
    await removeTree(join(folder, 'whole'));
    expect(existsSync(tree)).toBe(false);
    expect(readFileSync(join(outside, 'precious'), 'utf8')).toBe('data');
  });

  it.skipIf(!asRoot)('refuses a tree in which a folder of the same file system is mounted', async () => {
    const inner = join(folder, 'tree', 'mounted');
    mkdirSync(inner, { recursive: true });
    execFileSync('mount', ['--bind', outside, inner]);
    onTestFinished(() => void execFileSync('umount', [inner]));
    await expect(removeTree(join(folder, 'tree'))).rejects.toMatchObject({ code: 'E_STATE' });
    await expect(removeTree(inner)).rejects.toMatchObject({ code: 'E_STATE' });
    expect(readFileSync(join(outside, 'precious'), 'utf8')).toBe('data');
  });

  it.skipIf(!asRoot)('finds mounts behind a link in the path', async () => {
    const inner = join(folder, 'tree', 'mounted');
    mkdirSync(inner, { recursive: true });
    symlinkSync(folder, join(folder, 'alias'));
    execFileSync('mount', ['--bind', outside, inner]);
    onTestFinished(() => void execFileSync('umount', [inner]));
    await expect(removeTree(join(folder, 'alias', 'tree'))).rejects.toMatchObject({ code: 'E_STATE' });
    expect(existsSync(join(outside, 'precious'))).toBe(true);
  });
});
