import { expect, test } from 'vitest';
import { parseWords } from '../../../src/config/parse-words.ts';

test.each([
  ['pass show kopia/repo', ['pass', 'show', 'kopia/repo']],
  [`cat '/a b/c' "d \\"e\\"" f\\ g 'h'"i"j`, ['cat', '/a b/c', 'd "e"', 'f g', 'hij']],
  ['echo $HOME `id` $(id)', ['echo', '$HOME', '`id`', '$(id)']],
  [`a '' ""`, ['a', '', '']],
  ['  ', []],
  [`a 'open`, null],
  ['a "open', null],
  ['a \\', null],
])('%j is split as a shell would', (text, words) => {
  expect(parseWords(text)).toEqual(words);
});
