import { expect, test } from 'vitest';
import { pairTwins } from '../../../src/fidelity/pair-twins.ts';
import { storedName } from '../../../src/fidelity/stored-name.ts';
import { isTreePath } from '../../../src/fidelity/tree-path.ts';

const bytes = (...values: readonly (string | number)[]): Buffer =>
  Buffer.concat(values.map((value) => (typeof value === 'string' ? Buffer.from(value) : Buffer.from([value]))));

test.each<[string, Buffer, string]>([
  ['plain', bytes('plain'), 'plain'],
  ['all lengths of characters', bytes('aé日🐳'), 'aé日🐳'],
  ['two stray bytes', bytes('bad-', 0xff, 0xfe, '-utf8'), 'bad-\ufffd\ufffd-utf8'],
  ['a character cut short', bytes('b', 0xe2, 0x82, 'z'), 'b\ufffd\ufffdz'],
  ['a character cut short at the end', bytes('d', 0xf0, 0x9f), 'd\ufffd\ufffd'],
  ['half a surrogate pair', bytes('c', 0xed, 0xa0, 0x80), 'c\ufffd\ufffd\ufffd'],
  ['a slash in too many bytes', bytes(0xc0, 0xaf), '\ufffd\ufffd'],
  ['beyond the last character', bytes(0xf4, 0x90, 0x80, 0x80), '\ufffd\ufffd\ufffd\ufffd'],
])('kopia stores %s as Go writes it to JSON', (_, name, stored) => {
  expect(storedName(name)).toBe(stored);
});

test('entries that share a stored name are counted in the order of their bytes, per folder', () => {
  const renamed = pairTwins([bytes('a', 0xff), bytes('sub/a', 0xfe), bytes('a', 0xfe), bytes('a\ufffd')]);
  expect(renamed.map(({ path, stored, twin }) => [path.toString('latin1'), stored, twin])).toEqual([
    ['aï¿½', 'a\ufffd', 0],
    ['aþ', 'a\ufffd', 1],
    ['aÿ', 'a\ufffd', 2],
    ['sub/aþ', 'a\ufffd', null],
  ]);
});

test('a name that merely holds the replacement character stays out of it', () => {
  expect(pairTwins([bytes('a\ufffd'), bytes(0xff, '/b\ufffd')])).toEqual([]);
});

test.each(['a', 'a/b', 'a b/…', '..a/b..', 'a\nb'])('%j stays in the tree', (path) => {
  expect(isTreePath(Buffer.from(path))).toBe(true);
});

test.each(['', '/', '/a', '..', '../a', 'a/..', 'a/../b', './a', 'a//b', 'a/', 'a\0b'])('%j is refused', (path) => {
  expect(isTreePath(Buffer.from(path))).toBe(false);
});
