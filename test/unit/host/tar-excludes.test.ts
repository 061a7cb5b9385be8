import { expect, test } from 'vitest';
import { tarExcludes } from '../../../src/host/tar-excludes.ts';

const WILDCARDS = ['--wildcards', '--no-wildcards-match-slash'];

test.each([
  ['*.tmp', '--no-anchored', '*.tmp'],
  ['cache/', '--no-anchored', 'cache/*'],
  ['/cache/', '--anchored', './cache/*'],
  ['/cache', '--anchored', './cache'],
  ['a/b', '--anchored', './a/b'],
  ['a/b/**', '--anchored', './a/b/*'],
  ['**/.Trash-*', '--no-anchored', '.Trash-*'],
  ['--help', '--no-anchored', '--help'],
])('%s becomes %s %s', (pattern, where, said) => {
  expect(tarExcludes([pattern])).toEqual([...WILDCARDS, where, `--exclude=${said}`]);
});

test('empty lines and comments say nothing', () => {
  expect(tarExcludes(['', ' ', '# a comment'])).toEqual([]);
});

test.each(['!keep', 'a/**/b'])('%s is refused by name', (pattern) => {
  expect(() => tarExcludes([pattern])).toThrow(`the exclude pattern "${pattern}" cannot be used with the tar format`);
});
