import { expect, test } from 'vitest';
import { parseDuration } from '../../../src/config/parse-duration.ts';

test.each([
  ['30s', 30],
  ['5m', 300],
  ['1h30m', 5400],
  ['2d', 172_800],
  ['45', 45],
  [10, 10],
  ['', null],
  ['s', null],
  ['1 h', null],
  ['-5s', null],
  [-1, null],
])('%j is %j seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});
