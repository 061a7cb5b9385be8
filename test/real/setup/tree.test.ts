import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, linkSync, mkdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareTrees } from '../../lab/compare.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { scanTree } from '../../lab/scan.ts';
import { EVERYTHING, makeTree, setTime } from '../../lab/tree.ts';

const folder = freshFolder('tree');
const original = join(folder, 'original');
const copy = join(folder, 'copy');

beforeAll(() => makeTree(original, EVERYTHING));
afterAll(() => removeFolder(folder));

test('a copy that keeps everything has no difference', () => {
  mkdirSync(copy);
  execFileSync('cp', ['-a', '--sparse=auto', '-T', original, copy]);
  expect(compareTrees(original, copy)).toEqual([]);
});

test('two trees made alike have no difference but the times that nobody set', async () => {
  const second = join(folder, 'second');
  await makeTree(second, EVERYTHING);
  expect(compareTrees(original, second, { ignore: ['mtimeNs'] })).toEqual([]);
});

test.each<[string, () => void, RegExp]>([
  ['a changed byte', () => writeFileSync(join(copy, 'plain'), 'y'), /^plain: sha256/],
  ['a longer file', () => appendFileSync(join(copy, 'empty'), 'z'), /^empty: size 0 became 1/],
  ['a missing file', () => unlinkSync(join(copy, 'new\nline')), /^new\\nline: missing file/],
  ['an extra folder', () => mkdirSync(join(copy, 'extra')), /^extra: extra folder/],
  ['another mode', () => chmodSync(join(copy, 'mode-4755'), 0o755), /^mode-4755: mode 4755 became 755/],
  ['another owner', () => chownSync(join(copy, 'owner-70'), 70, 71), /^owner-70: gid 70 became 71/],
  ['a nanosecond', () => setTime(join(copy, 'empty-folder'), 1_000_000_000_000_000_002n), /^empty-folder: mtimeNs/],
  [
    'a lost hole',
    () => execFileSync('fallocate', ['-l', '67108864', join(copy, 'sparse')]),
    /^sparse: sparse true became false/,
  ],
  ['a lost attribute', () => execFileSync('setfattr', ['-x', 'user.text', join(copy, 'xattr')]), /^xattr: xattrs/],
  ['a lost ACL', () => execFileSync('setfacl', ['-k', join(copy, 'acl-folder')]), /^acl-folder: xattrs/],
  ['a copied hard link', () => copyInPlace(join(copy, 'hard-2')), /^hard-2: hardLinks/],
  ['a new hard link', () => linkSync(join(copy, 'tab\there'), join(copy, 'tab2')), /^tab\\there: hardLinks/],
  ['another link target', () => retarget(join(copy, 'symlink-outside')), /^symlink-outside: target/],
  ['a missing device', () => rmSync(join(copy, 'char-device')), /^char-device: missing character device/],
])('the comparison sees %s', (_, change, line) => {
  const before = scanTree(copy);
  change();
  const differences = compareTrees(before, copy);
  expect(differences.some((difference) => line.test(difference))).toBe(true);
});

function copyInPlace(path: string): void {
  execFileSync('sh', ['-c', 'cp -a "$1" "$1.new" && mv "$1.new" "$1"', 'sh', path]);
}

function retarget(path: string): void {
  execFileSync('ln', ['-sfn', 'elsewhere', path]);
}
