import { expect, test } from 'vitest';
import { EntryCollector } from '../../../src/fidelity/collect-entries.ts';
import { parseEntry } from '../../../src/fidelity/parse-entry.ts';
import { foundRecord } from './entries.ts';

const lookups = { exactTime: () => -5n, deviceNumber: () => ({ major: 1, minor: 3 }) };

function collect(...records: readonly Buffer[]) {
  const collector = new EntryCollector(lookups);
  for (const record of records) collector.add(parseEntry(record));
  return collector.finish();
}

test('ordinary files are only counted', () => {
  const found = collect(foundRecord('', { type: 'd' }), foundRecord('a'), foundRecord('b', { size: 7 }));
  expect(found.counts).toEqual({ files: 2, directories: 1, symlinks: 0, bytes: 12 });
  expect([found.directories, found.hardLinks, found.sparse, found.renamed, found.special].flat()).toEqual([]);
});

test('the root is described apart from the other folders', () => {
  const found = collect(foundRecord('', { type: 'd', mode: '2751', uid: 999 }), foundRecord('sub', { type: 'd' }));
  expect(found.root).toEqual({
    type: 'directory',
    mode: 0o2751,
    uid: 999,
    gid: 0,
    mtimeNs: 1_600_000_000_123_456_789n,
  });
  expect(found.directories).toEqual([{ path: Buffer.from('sub'), mtimeNs: 1_600_000_000_123_456_789n }]);
});

test('names of one file form a group, a file with names elsewhere does not', () => {
  const found = collect(
    foundRecord('a', { identity: '8:7', links: 2 }),
    foundRecord('b', { identity: '8:7', links: 2 }),
    foundRecord('c', { identity: '9:7', links: 2 }),
  );
  expect(found.hardLinks.map((names) => names.map(String))).toEqual([['a', 'b']]);
});

test('a file is sparse when at least a page of it takes no space', () => {
  const found = collect(
    foundRecord('dense', { size: 8192, blocks: 16 }),
    foundRecord('in its inode', { size: 100, blocks: 0 }),
    foundRecord('hole', { size: 8192, blocks: 8 }),
  );
  expect(found.sparse.map(({ path }) => String(path))).toEqual(['hole']);
});

test('a symbolic link is listed only when microseconds do not tell its time', () => {
  const found = collect(
    foundRecord('micro', { type: 'l', mtime: '1600000000.1234560000' }),
    foundRecord('nano', { type: 'l', mtime: '1600000000.1234567890' }),
  );
  expect(found.symlinks.map(({ path }) => String(path))).toEqual(['nano']);
  expect(found.counts.symlinks).toBe(2);
});

test('a time before 1970 is looked up', () => {
  expect(collect(foundRecord('old', { type: 'd', mtime: '-1.5000000000' })).directories[0]?.mtimeNs).toBe(-5n);
});

test('devices carry their numbers, FIFOs none, sockets only a name, and doors are passed over', () => {
  const found = collect(
    foundRecord('null', { type: 'c' }),
    foundRecord('pipe', { type: 'p' }),
    foundRecord('listening', { type: 's' }),
    foundRecord('door', { type: 'D' }),
  );
  expect(found.special.map(({ type, major, minor }) => [type, major, minor])).toEqual([
    ['character', 1, 3],
    ['fifo', 0, 0],
  ]);
  expect(found.sockets.map(String)).toEqual(['listening']);
});

test('the newest change is found among all entries', () => {
  const found = collect(
    foundRecord('a', { ctime: '1700000000.0000000010' }),
    foundRecord('b', { ctime: '1700000000.9000000000' }),
    foundRecord('c', { ctime: '999999999.9999999990' }),
  );
  expect(found.newestCtimeNs).toBe(1_700_000_000_900_000_000n);
});

test('what it keeps does not change when the buffer it came from is used again', () => {
  const record = foundRecord('folder', { type: 'd' });
  const collector = new EntryCollector(lookups);
  collector.add(parseEntry(record));
  record.fill(0x21);
  expect(String(collector.finish().directories[0]?.path)).toBe('folder');
});
