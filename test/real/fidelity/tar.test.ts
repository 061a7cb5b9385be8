import { execFileSync } from 'node:child_process';
import { createReadStream, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTar, extractTar } from '../../../src/host/tar.ts';
import { compareTrees } from '../../lab/compare.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { EVERYTHING, makeTree } from '../../lab/tree.ts';

let folder = '';
let tree = '';
let into = '';

beforeEach(() => {
  folder = freshFolder('tar');
  tree = join(folder, 'tree');
  into = join(folder, 'into');
  mkdirSync(tree);
  mkdirSync(into);
});

afterEach(() => removeFolder(folder));

test('a tree with every kind of entry differs in nothing but its socket after a trip through tar', async () => {
  await makeTree(tree, EVERYTHING);
  const { stream, done } = createTar(tree);
  expect(await extractTar(stream, into)).toEqual([]);
  expect(await done).toEqual([]);
  expect(compareTrees(tree, into)).toEqual(['socket: missing socket']);
});

test('the same tree without holes gives the same bytes', async () => {
  await makeTree(tree, { ...EVERYTHING, socket: false });
  rmSync(join(tree, 'sparse'));
  const [first, second] = await Promise.all([createTar(tree), createTar(tree)].map(({ stream }) => buffer(stream)));
  expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
});

test('excluded files are left out and all others are there', async () => {
  for (const path of ['cache', 'cache/deep', 'sub', 'sub/cache']) mkdirSync(join(tree, path));
  for (const path of ['a.tmp', 'sub/b.tmp', 'cache/x', 'cache/deep/y', 'sub/cache/z', 'a.tmpl', 'kept'])
    writeFileSync(join(tree, path), path);
  const { stream } = createTar(tree, { exclude: ['*.tmp', '/cache/'] });
  await extractTar(stream, into);
  const lost = compareTrees(tree, into).map((line) => line.replace(/: .*/, ''));
  expect(lost).toEqual(['a.tmp', 'cache', 'cache/deep', 'cache/deep/y', 'cache/x', 'sub/b.tmp']);
});

test('a folder that is not there rejects the archive', async () => {
  const { stream, done } = createTar(join(folder, 'nowhere'));
  stream.resume();
  await expect(done).rejects.toMatchObject({ code: 'E_SNAPSHOT' });
});

test('a file that changes while it is read is a warning', async () => {
  writeFileSync(join(tree, 'growing'), Buffer.alloc(32 * 1024 * 1024));
  const { stream, done } = createTar(tree);
  await new Promise((resolve) => stream.once('readable', resolve));
  writeFileSync(join(tree, 'growing'), Buffer.alloc(1024));
  stream.resume();
  expect((await done).map(({ code }) => code)).toEqual(['W_TAR_CHANGED']);
});

test('making an archive ends when it is cancelled', async () => {
  writeFileSync(join(tree, 'large'), Buffer.alloc(8 * 1024 * 1024, 'x'));
  const stop = new AbortController();
  const { stream, done } = createTar(tree, { signal: stop.signal });
  await new Promise((resolve) => stream.once('readable', resolve));
  stop.abort();
  stream.resume();
  await expect(done).rejects.toMatchObject({ code: 'E_STATE' });
});

test('extracting ends when it is cancelled while nothing comes', async () => {
  const stop = new AbortController();
  const extracting = extractTar(new PassThrough(), into, { signal: stop.signal });
  setTimeout(() => stop.abort(), 100);
  await expect(extracting).rejects.toMatchObject({ code: 'E_STATE' });
});

test('nothing is extracted over what is there', async () => {
  writeFileSync(join(into, 'file'), 'live');
  await expect(extractTar(createTar(tree).stream, into)).rejects.toMatchObject({ code: 'E_STATE' });
});

test.each([0, 1, 511, 512, 1024, 5000, 70_000])('an archive cut after %i bytes is refused', async (length) => {
  writeFileSync(join(tree, 'file'), Buffer.alloc(100_000, 'x'));
  const archive = await buffer(createTar(tree).stream);
  await expect(extractTar(Readable.from([archive.subarray(0, length)]), into)).rejects.toMatchObject({
    code: 'E_RESTORE',
  });
});

test('a stream that breaks off rejects', async () => {
  const stream = new PassThrough();
  const extracting = extractTar(stream, into);
  stream.destroy(new Error('the repository is gone'));
  await expect(extracting).rejects.toMatchObject({ code: 'E_RESTORE' });
});

test.each<[string, readonly string[]]>([
  ['a path that goes up', ['--transform=s,^\\./payload,../escaped,', './payload']],
  ['an absolute path', ['-P', '--transform=s,^\\./payload,FOLDER/escaped,', './payload']],
  ['a symbolic link, and a file through it', ['--transform=s,^\\./payload,way/escaped,', './way', './payload']],
  ['a folder in the place of a symbolic link', ['./way', '--transform=s,^\\./sub,way,', './way', './sub']],
  ['a hard link out of it', ['--transform=s,^\\./twin1$,FOLDER/secret,RSh', './twin1', './twin2']],
])('GNU tar made an archive with %s: it is refused and nothing outside changes', async (_, options) => {
  const outside = join(folder, 'outside');
  mkdirSync(outside);
  mkdirSync(join(tree, 'sub'));
  writeFileSync(join(tree, 'payload'), 'evil');
  writeFileSync(join(tree, 'twin1'), 'evil');
  execFileSync('ln', [join(tree, 'twin1'), join(tree, 'twin2')]);
  execFileSync('ln', ['-s', outside, join(tree, 'way')]);
  const before = readdirSync(folder).sort();
  const archive = join(tree, 'archive');
  const args = options.map((option) => option.replace('FOLDER', outside));
  execFileSync('tar', ['--create', '-P', `--file=${archive}`, `--directory=${tree}`, ...args]);
  const refused = extractTar(createReadStream(archive), into);
  await expect(refused).rejects.toMatchObject({ code: 'E_RESTORE', message: expect.stringContaining('was refused') });
  expect(readdirSync(folder).sort()).toEqual(before);
  expect(readdirSync(outside)).toEqual([]);
});

test('an archive as the Python tool wrote it comes back with its attributes', async () => {
  await makeTree(tree, { xattrs: true, acls: true, capabilities: true, hardLinks: true, fifo: true });
  const flags = [
    '--numeric-owner',
    '--xattrs',
    '--acls',
    '--one-file-system',
    '--mtime=@0',
    '--clamp-mtime',
    '--sort=name',
  ];
  const archive = join(folder, 'archive');
  execFileSync('tar', ['-cf', archive, ...flags, '-C', tree, '.']);
  expect(await extractTar(createReadStream(archive), into)).toEqual([]);
  expect(compareTrees(tree, into, { ignore: ['mtimeNs', 'sparse'] })).toEqual([]);
});

test.each(['gnu', 'oldgnu', 'posix'])(
  'an archive of the format %s with long names and many holes is read',
  async (format) => {
    const name = 'n'.repeat(150);
    mkdirSync(join(tree, name));
    for (let at = 0; at < 60; at++)
      execFileSync('dd', [
        'if=/dev/urandom',
        `of=${join(tree, 'holes')}`,
        'bs=4096',
        'count=1',
        `seek=${at * 4}`,
        'conv=notrunc',
        'status=none',
      ]);
    writeFileSync(join(tree, name, name), 'x');
    symlinkSync('t'.repeat(150), join(tree, 'link'));
    const archive = join(folder, 'archive');
    execFileSync('tar', ['-cf', archive, `--format=${format}`, '--sparse', '-C', tree, '.']);
    expect(await extractTar(createReadStream(archive), into)).toEqual([]);
    expect(compareTrees(tree, into, { ignore: ['mtimeNs'] })).toEqual([]);
  },
);
