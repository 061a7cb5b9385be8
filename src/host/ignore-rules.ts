import { matchIgnorePattern } from './match-ignore-pattern.ts';
import { parseIgnorePattern } from './parse-ignore-pattern.ts';

/** Tells of each entry of a tree whether it is left out. */
export type IgnoreRules = (path: string, isFolder: boolean) => boolean;

/** Tells of each entry of a tree which of the patterns leaves it out, by its place in the list; null when none does. */
export type IgnoreBlame = (path: string, isFolder: boolean) => number | null;

/**
 * Reads patterns in the syntax of .gitignore as rules for one tree, with the meaning that kopia gives them.
 *
 * Shape   paths relative to the root of the tree, without a slash before them
 * Errors  E_USAGE when kopia would not take a pattern.
 * Promise Of several patterns the last that says something counts. What lies in a folder that is left out is not asked for.
 */
export function ignoreRules(patterns: readonly string[]): IgnoreRules {
  const blame = ignoreBlame(patterns);
  return (path, isFolder) => blame(path, isFolder) !== null;
}

/**
 * The same, with the pattern to blame.
 *
 * Source  Kopia 0.23.1, fs/ignorefs: a negated pattern is asked only about what is left out so far, any other only about the rest.
 */
export function ignoreBlame(patterns: readonly string[]): IgnoreBlame {
  const rules = patterns.map(parseIgnorePattern);
  return (path, isFolder) => {
    let blamed: number | null = null;
    for (const [index, rule] of rules.entries()) {
      if ((blamed !== null) !== rule.negated) continue;
      blamed = matchIgnorePattern(rule, `/${path}`, isFolder) ? (blamed ?? index) : null;
    }
    return blamed;
  };
}
