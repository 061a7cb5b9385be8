import { KopiDockaError } from '../errors.ts';

/**
 * Turns .gitignore patterns into options of GNU tar.
 *
 * Shape   `/cache/` → only at the root; `*.tmp` and a leading `**` part → anywhere; a slash at the end → only what is inside such folders
 * Errors  E_USAGE for what tar has no words for: negation, and a double star in the middle.
 * Promise Never leaves out more than the pattern says: of `cache/` the empty folder itself stays in the archive.
 */
export function tarExcludes(patterns: readonly string[]): readonly string[] {
  return patterns.filter((pattern) => pattern.trim() !== '' && !pattern.startsWith('#')).flatMap(toOptions);
}

const WILDCARDS = ['--wildcards', '--no-wildcards-match-slash'];

function toOptions(pattern: string): readonly string[] {
  const anywhere = pattern.startsWith('**/');
  const body = (anywhere ? pattern.slice(3) : pattern).replace(/\/(\*\*)?$/, '/*');
  if (pattern.startsWith('!') || body.includes('**'))
    throw new KopiDockaError('E_USAGE', `the exclude pattern "${pattern}" cannot be used with the tar format`, {
      hint: 'Write it without negation and without a double star in the middle, or use the direct format.',
    });
  const anchored = !anywhere && body.replace(/\/\*$/, '').includes('/');
  return anchored
    ? [...WILDCARDS, '--anchored', `--exclude=./${body.replace(/^\//, '')}`]
    : [...WILDCARDS, '--no-anchored', `--exclude=${body}`];
}
