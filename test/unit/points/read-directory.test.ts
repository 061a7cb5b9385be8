import { expect, test } from 'vitest';
import { parseDirectory, unixMode } from '../../../src/points/read-directory.ts';

const directory = (entries: unknown) =>
  Buffer.from(JSON.stringify({ stream: 'kopia:directory', entries, summary: {} }));

test('an entry is read with what kopia leaves out when it is zero', () => {
  const entries = [
    { name: 'a\nb', type: 'f', mode: '0644', size: 5, mtime: '2026-01-01T00:00:00Z', uid: 70, gid: 71, obj: 'c1' },
    { name: 'empty', type: 'd', mode: '020000775', mtime: '2026-01-01T00:00:00Z', obj: 'k2', summ: {} },
  ];
  expect(parseDirectory(directory(entries), 'k1')).toEqual([
    { name: 'a\nb', type: 'f', mode: 0o644, size: 5, mtime: '2026-01-01T00:00:00Z', uid: 70, gid: 71, object: 'c1' },
    { name: 'empty', type: 'd', mode: 0o2775, size: 0, mtime: '2026-01-01T00:00:00Z', uid: 0, gid: 0, object: 'k2' },
  ]);
});

test.each([[null], [undefined], [[]]])('a folder whose entries are %j is empty', (entries) => {
  expect(parseDirectory(directory(entries), 'k1')).toEqual([]);
});

test.each(['', 'no JSON', '{"stream":"kopia:indirect","entries":[]}', '{"stream":"kopia:directory","entries":[{}]}'])(
  '%j is no directory',
  (text) => {
    expect(() => parseDirectory(Buffer.from(text), 'k1')).toThrow("object k1 is not a directory of kopia's");
  },
);

test.each([
  ['0644', 0o644],
  ['040000755', 0o4755],
  ['020002750', 0o2750],
  ['04001777', 0o1777],
  ['020000000755', 0o755],
  ['0', 0],
])("Go's mode %s is Unix mode %i", (go, unix) => {
  expect(unixMode(go)).toBe(go === '020002750' ? 0o2750 : unix);
});
