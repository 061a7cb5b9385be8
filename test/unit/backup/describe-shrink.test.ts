import { expect, test } from 'vitest';
import { describeShrink } from '../../../src/backup/describe-shrink.ts';

const MIB = 1024 * 1024;

test.each([
  [{ files: 1, bytes: 0 }, { files: 0, bytes: 0 }, 'reads empty, it held 1 file before'],
  [{ files: 412, bytes: 9 }, { files: 0, bytes: 0 }, 'reads empty, it held 412 files before'],
  [{ files: null, bytes: 2560 }, { files: 0, bytes: 1536 }, 'reads empty, it held 2560 bytes before'],
  [{ files: 100, bytes: 100 }, { files: 9, bytes: 100 }, 'holds 9 of the 100 files that it held before'],
  [
    { files: 1, bytes: 20 * MIB },
    { files: 1, bytes: MIB },
    `holds ${MIB} of the ${20 * MIB} bytes that it held before`,
  ],
  [
    { files: null, bytes: 20 * MIB },
    { files: null, bytes: 10 },
    `holds 10 of the ${20 * MIB} bytes that it held before`,
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
])('a source that held %j and now holds %j is not', (before, now) => {
  expect(describeShrink(before, now)).toBeNull();
});
