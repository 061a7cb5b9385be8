import { expect, test } from 'vitest';
import { cutMiddle, displayWidth, wrap } from '../../../../src/cli/output/width.ts';

test.each([
  ['plain', 5],
  ['größe', 5],
  ['e\u0301', 1],
  ['日本', 4],
  ['👩‍👩‍👧', 2],
])('%s takes its columns on a terminal', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('cutting keeps both ends of a name', () => {
  expect(cutMiddle('nextcloud-production-data', 11, '…')).toBe('nextc…-data');
});

test('cutting never makes a text wider than asked, whatever its letters', () => {
  for (const width of [1, 2, 3, 5, 8])
    expect(displayWidth(cutMiddle('日本語日本語a', width, '…'))).toBeLessThanOrEqual(width);
});

test('cutting leaves alone what fits', () => {
  expect(cutMiddle('shop', 4, '…')).toBe('shop');
});

test('wrapping breaks between words only', () => {
  expect(wrap('one two three /a/very/long/path four', 9)).toEqual(['one two', 'three', '/a/very/long/path', 'four']);
});
