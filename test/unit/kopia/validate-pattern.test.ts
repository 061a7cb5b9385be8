import { expect, test } from 'vitest';
import { validatePattern } from '../../../src/kopia/validate-pattern.ts';

test.each([
  '*.sock',
  '/cache/',
  '**/.Trash-*',
  '!keep.log',
  '\\#hash',
  'sp ace',
  '[ab].log',
  '[!ab]',
  '[[:digit:]]x',
  '[a\\]b]',
])('%j is a pattern', (pattern) => {
  expect(validatePattern(pattern)).toBeNull();
});

test.each([
  ['', 'it is empty'],
  ['   ', 'it is empty'],
  ['!', 'it is empty'],
  ['/', 'it is empty'],
  ['bad[', 'a [ has no ]'],
  ['[a-', 'a [ has no ]'],
  ['[a\\', 'a [ has no ]'],
  ['[]', 'a [ ] sequence is empty'],
  ['[[:nope:]]', 'it names an unknown character class'],
  ['x\\', 'it ends with a backslash'],
  ['dir\\/', 'it ends with a backslash'],
  ['two\nlines', 'it holds a control character'],
])('%j is no pattern: %s', (pattern, reason) => {
  expect(validatePattern(pattern)).toBe(reason);
});
