import { expect, test } from 'vitest';
import { formatAge, formatDuration } from '../../../../src/cli/output/duration.ts';
import { formatLocalTime } from '../../../../src/cli/output/local-time.ts';
import { shortId } from '../../../../src/cli/output/short-id.ts';
import { formatSize } from '../../../../src/cli/output/size.ts';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1_048_575, '1.0 MiB'],
  [104_857_600, '100 MiB'],
  [1_610_612_736, '1.5 GiB'],
  [2 ** 60, '1024 PiB'],
])('%i bytes are written as %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

test.each([
  [0, '0.0 s'],
  [812, '0.8 s'],
  [9_949, '9.9 s'],
  [9_960, '10 s'],
  [59_600, '1 min'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
])('%i ms are written as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [59_000, 'moments'],
  [60_000, '1 minute'],
  [47 * 3_600_000, '47 hours'],
  [3 * 86_400_000, '3 days'],
  [800 * 86_400_000, '2 years'],
])('an age of %i ms is written as %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

test('a time is written in the zone of the machine, and what is no time as it is', () => {
  expect(formatLocalTime(new Date(2026, 6, 1, 2, 3).toISOString())).toBe('2026-07-01 02:03');
  expect(formatLocalTime('yesterday')).toBe('yesterday');
});

test('a short id is as long as it must be to differ from all others', () => {
  expect(shortId('aaaaaaaa-1', ['aaaaaaaa-1', 'bbbbbbbb-1'])).toBe('aaaaaaaa');
  expect(shortId('aaaaaaaa-1', ['aaaaaaaa-1', 'aaaaaaaa-2'])).toBe('aaaaaaaa-1');
  expect(shortId('short', ['short', 'shorter'])).toBe('short');
});
