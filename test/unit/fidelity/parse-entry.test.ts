import { expect, test } from 'vitest';
import { parseEntry, parseFindTime } from '../../../src/fidelity/parse-entry.ts';
import { foundRecord } from './entries.ts';

test.each([
  ['with blanks at both ends', ' a b '],
  ['that looks like fields', '1 2 3 4 5 6 7 8 9 10 11 12'],
  ['with a newline', 'a\nf 644 0 0 1 0 1.0 1.0 8:2 1 b'],
  ['longer than all fields together', 'x'.repeat(4000)],
  ['of the root', ''],
])('a path %s is taken whole', (_, path) => {
  expect(parseEntry(foundRecord(path)).path.toString()).toBe(path);
});

test('a path that is no text keeps its bytes', () => {
  const path = Buffer.from([0x61, 0xff, 0x20, 0xfe]);
  expect(parseEntry(foundRecord(path)).path).toEqual(path);
});

test('the fields are read as find writes them', () => {
  const record = foundRecord('x', { type: 'b', mode: '7777', uid: 3_000_000_000, size: 2 ** 45, links: 3 });
  expect(parseEntry(record)).toMatchObject({ type: 'b', mode: 0o7777, uid: 3_000_000_000, size: 2 ** 45, links: 3 });
});

test.each([
  ['1600000000.1234567890', 1_600_000_000_123_456_789n],
  ['0.0000000000', 0n],
  ['4102444800.0000000070', 4_102_444_800_000_000_007n],
  ['-2.2500000000', -1_750_000_000n],
  ['-2.0000000000', -2_000_000_000n],
])('the time %s is exact to the nanosecond', (text, nanoseconds) => {
  expect(parseFindTime(text)).toBe(nanoseconds);
});
