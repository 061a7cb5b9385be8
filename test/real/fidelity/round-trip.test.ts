import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyRecord } from '../../../src/fidelity/apply-record.ts';
import { compareCounts, countTree } from '../../../src/fidelity/count-tree.ts';
import { parseRecord } from '../../../src/fidelity/parse-record.ts';
import { serializeRecord } from '../../../src/fidelity/record.ts';
import { scanTree } from '../../../src/fidelity/scan.ts';
import type { Snapshot } from '../../../src/kopia/types.ts';
import { storedTree } from '../../../src/restore/stored-tree.ts';
import { compareTrees } from '../../lab/compare.ts';
import { EVERYTHING, makeTree, setTime } from '../../lab/tree.ts';
import { type RepositoryLab, repositoryLab, take, target } from '../kopia/repository-lab.ts';

test('a tree with every kind of entry differs in nothing but its socket after a round trip', async () => {
  const { lab, tree } = await labWithTree();
  await makeTree(tree, EVERYTHING);
  const { restored, warnings } = await roundTrip(lab, tree);
  expect(warnings).toEqual([]);
  expect(compareTrees(tree, restored)).toEqual(['socket: missing socket']);
});

test('applying a record again changes nothing', async () => {
  const { lab, tree } = await labWithTree();
  await makeTree(tree, EVERYTHING);
  const { restored, record } = await roundTrip(lab, tree);
  expect(await applyRecord(restored, record)).toEqual([]);
  expect(compareTrees(tree, restored)).toEqual(['socket: missing socket']);
});

test('entries to which kopia gives one name all keep their content', async () => {
  const { lab, tree } = await labWithTree();
  for (const folder of [tree, join(tree, 'sub')]) {
    mkdirSync(folder, { recursive: true });
    for (const byte of [0x80, 0xfe, 0xff]) writeFileSync(named(folder, byte), `file ${byte}`);
    writeFileSync(join(folder, 'a\ufffd'), 'a name that has the character itself');
    for (const byte of [0xf5, 0xf6]) {
      const twin = Buffer.concat([Buffer.from(`${folder}/folder`), Buffer.from([byte])]);
      mkdirSync(twin);
      writeFileSync(Buffer.concat([twin, Buffer.from('/in')]), `in ${byte}`);
      writeFileSync(named(twin.toString('latin1'), 0xff, 'latin1'), `below ${byte}`);
    }
  }
  const { restored, warnings } = await roundTrip(lab, tree);
  expect(warnings).toEqual([]);
  expect(compareTrees(tree, restored)).toEqual([]);
});

test('without the repository, entries to which kopia gave one name are named as lost', async () => {
  const { lab, tree } = await labWithTree();
  for (const byte of [0xfe, 0xff]) writeFileSync(named(tree, byte), `file ${byte}`);
  const { restored, record } = await restoreOnly(lab, tree);
  const warnings = await applyRecord(restored, record);
  expect(warnings.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'W_FIDELITY the content of a\ufffd was not restored: kopia stores another entry under the same name',
    'W_FIDELITY the content of a\ufffd was not restored: kopia stores another entry under the same name',
  ]);
});

test('holes come back where the restore wrote zeros, and the time stays', async () => {
  const { lab, tree } = await labWithTree();
  execFileSync('truncate', ['-s', '8M', join(tree, 'sparse')]);
  setTime(join(tree, 'sparse'), -1_750_000_001n);
  const { restored, record } = await restoreOnly(lab, tree);
  writeFileSync(join(restored, 'sparse'), Buffer.alloc(8 * 1024 * 1024));
  expect(lstatSync(join(restored, 'sparse')).blocks).toBeGreaterThan(16_000);
  expect(await applyRecord(restored, record)).toEqual([]);
  expect(compareTrees(tree, restored)).toEqual([]);
});

test('what was excluded from the snapshot is neither made nor missed', async () => {
  const { lab, tree } = await labWithTree();
  mkdirSync(join(tree, 'cache', 'deep'), { recursive: true });
  execFileSync('mkfifo', [join(tree, 'cache', 'fifo')]);
  writeFileSync(join(tree, 'cache', 'one'), 'x');
  execFileSync('ln', [join(tree, 'cache', 'one'), join(tree, 'cache', 'two')]);
  execFileSync('setfattr', ['-n', 'user.a', '-v', 'b', join(tree, 'cache')]);
  writeFileSync(join(tree, 'kept'), 'kept');
  const { restored, warnings } = await roundTrip(lab, tree, ['/cache/']);
  expect(warnings).toEqual([]);
  expect(compareTrees(tree, restored).every((line) => / ?cache.*: missing/.test(line))).toBe(true);
  expect(readFileSync(join(restored, 'kept'), 'utf8')).toBe('kept');
});

test('a single file keeps its attributes', async () => {
  const { lab, tree } = await labWithTree();
  const file = join(tree, 'app.conf');
  writeFileSync(file, 'setting');
  execFileSync('setfattr', ['-n', 'user.a', '-v', 'b', file]);
  const { restored, warnings, record } = await roundTrip(lab, file);
  expect(warnings).toEqual([]);
  expect(record.root.type).toBe('file');
  expect(execFileSync('getfattr', ['-n', 'user.a', '--only-values', restored]).toString()).toBe('b');
});

test('the counts of a scan are those of kopia and of the restored tree', async () => {
  const { lab, tree } = await labWithTree();
  await makeTree(tree, { ...EVERYTHING, socket: false });
  const { restored, record, snapshot } = await roundTrip(lab, tree);
  const found = await countTree(restored);
  expect(compareCounts(record.counts, found)).toEqual([]);
  expect(compareCounts({ files: snapshot.files, bytes: snapshot.bytes }, found)).toEqual([]);
  writeFileSync(join(restored, 'one more'), 'x');
  expect(compareCounts({ files: snapshot.files }, await countTree(restored))).toEqual([
    `${snapshot.files + 1} files where ${snapshot.files} were expected`,
  ]);
});

test('nothing is written through a symbolic link that a record leads through', async () => {
  const { lab, tree } = await labWithTree();
  const outside = join(lab.folder, 'outside');
  mkdirSync(join(outside, 'folder'), { recursive: true });
  for (const name of ['one', 'two', 'sparse', 'named']) writeFileSync(join(outside, name), '12345678');
  const before = compareTrees(outside, outside);
  execFileSync('cp', ['-a', outside, join(lab.folder, 'as-it-was')]);
  symlinkSync(outside, join(tree, 'link'));
  const empty = await scanTree(tree);
  const at = (name: string) => Buffer.from(`link/${name}`);
  const warnings = await applyRecord(tree, {
    ...empty,
    directories: [
      { path: at('folder'), mtimeNs: 1n },
      { path: Buffer.from('link'), mtimeNs: 1n },
    ],
    symlinks: [{ path: at('new'), mtimeNs: 1n }],
    hardLinks: [[at('one'), at('two')]],
    special: [{ path: at('fifo'), type: 'fifo', mode: 0o666, uid: 0, gid: 0, mtimeNs: 1n, major: 0, minor: 0 }],
    attributes: [{ path: at('one'), attributes: [{ name: Buffer.from('user.a'), value: Buffer.from('b') }] }],
    renamed: [{ path: at('other'), stored: 'named', twin: null }],
    sparse: [{ path: at('sparse'), mtimeNs: 1n }],
  });
  expect(before).toEqual([]);
  expect(warnings).toEqual([]);
  expect(compareTrees(join(lab.folder, 'as-it-was'), outside)).toEqual([]);
});

async function labWithTree(): Promise<{ readonly lab: RepositoryLab; readonly tree: string }> {
  const lab = await repositoryLab();
  const tree = join(lab.folder, 'source');
  mkdirSync(tree);
  return { lab, tree };
}

/** The name `a` and one byte that makes no text. */
function named(folder: string, byte: number, encoding: BufferEncoding = 'utf8'): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/a`, encoding), Buffer.from([byte])]);
}

async function roundTrip(lab: RepositoryLab, tree: string, ignore: readonly string[] = []) {
  const { restored, record, snapshot } = await restoreOnly(lab, tree, ignore);
  const warnings = await applyRecord(restored, record, storedTree(lab.kopia, snapshot));
  return { restored, warnings, record, snapshot };
}

/** Scans, takes a snapshot without the rules by which kopia leaves data out by itself, and restores it. */
async function restoreOnly(lab: RepositoryLab, tree: string, ignore: readonly string[] = []) {
  const record = parseRecord(serializeRecord(await scanTree(tree)));
  const snapshot = await takeAll(lab, tree, ignore);
  const restored = join(lab.folder, 'restored');
  await lab.kopia.restore({ from: snapshot.id, to: restored });
  return { restored, record, snapshot };
}

async function takeAll(lab: RepositoryLab, path: string, ignore: readonly string[]): Promise<Snapshot> {
  const source = { user: 'tester', host: 'lab', path };
  const files = { ignore, ignoreDotFiles: ['//none'], ignoreCacheDirs: false };
  await lab.kopia.importPolicies({ [target(source)]: { files } });
  return take(lab.kopia, { source, path, tags: {} });
}
