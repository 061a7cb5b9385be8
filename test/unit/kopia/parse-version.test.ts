import { expect, test } from 'vitest';
import { isAtLeast, isSupported, parseVersion } from '../../../src/kopia/parse-version.ts';

test.each([
  ['0.23.1 build: 4ebb2be6c from: kopia/kopia', '0.23.1'],
  ['v0.21.1 build: -(unknown_revision) from: ', '0.21.1'],
  ['0.24.0-rc1 build: x from: kopia/kopia', '0.24.0'],
  ['kopia 0.23.1', null],
  ['Kopia Photo 3.0.0', null],
  ['', null],
])('%j is version %j', (output, version) => {
  expect(parseVersion(output)).toBe(version);
});

test('0.21.0 is the oldest version that is supported', () => {
  expect(['0.20.9', '0.9.0', '0.21.0', '0.21.1', '0.22.0', '1.0.0'].map(isSupported)).toEqual([
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
});

test('versions are compared by number, not by text', () => {
  expect(isAtLeast('0.100.0', [0, 22, 0])).toBe(true);
  expect(isAtLeast('0.22.0', [0, 22, 1])).toBe(false);
});
