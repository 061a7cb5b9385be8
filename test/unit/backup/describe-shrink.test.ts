import { expect, test } from 'vitest';
import { describeShrink } from '../../../src/backup/describe-shrink.ts';

const MIB = 1024 * 1024;

test.each([
  [{ files: 1, bytes: 0 }, { files: 0, bytes: 0 }, 'reads empty, it held 1 file before'],
  [{ files: 412, bytes: 9 }, { files: 0, bytes: 0 }, 'reads empty, it held 412 files before'],
  [{ files: null, bytes: null }, { files: 0, bytes: null }, 'reads empty, it held some files before'],
  [{ files: 100, bytes: 100 }, { files: 9, bytes: 100 }, 'holds 9 of the 100 files that it held before'],
  [
    { files: 1, bytes: 20 * MIB },
    { files: 1, bytes: MIB },
    `holds ${MIB} of the ${20 * MIB} bytes that it held before`,
  ],
])('a source that held %j and now holds %j is suspect', (before, now, said) => {
  expect(describeShrink(before, now)).toBe(said);
});

test.each([
  [
    { files: 0, bytes: 0 },
    { files: 0, bytes: 0 },
  ],
  [
    { files: 0, bytes: 0 },
    { files: 7, bytes: 70 },
  ],
  [
    { files: 9, bytes: MIB - 1 },
    { files: 1, bytes: 0 },
  ],
  [
    { files: 100, bytes: 100 },
    { files: 10, bytes: 10 },
  ],
  [
    { files: 12, bytes: 2 * MIB },
    { files: 300, bytes: 3 * MIB },
  ],
  [
    { files: null, bytes: null },
    { files: 3, bytes: 30 },
  ],
  [
    { files: 500, bytes: 9 * MIB },
    { files: null, bytes: null },
  ],
])('a source that held %j and now holds %j is not', (before, now) => {
  expect(describeShrink(before, now)).toBeNull();
});
