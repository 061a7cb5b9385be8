import { matchIgnorePattern } from './match-ignore-pattern.ts';
import { parseIgnorePattern } from './parse-ignore-pattern.ts';

/** Tells of each entry of a tree whether it is left out. */
export type IgnoreRules = (path: string, isFolder: boolean) => boolean;

/**
 * Reads patterns in the syntax of .gitignore as rules for one tree, with the meaning that kopia gives them.
 *
 * Shape   paths relative to the root of the tree, without a slash before them
 * Errors  E_USAGE when kopia would not take a pattern.
 * Promise Of several patterns the last that says something counts. What lies in a folder that is left out is not asked for.
 * Source  Kopia 0.23.1, fs/ignorefs: a negated pattern is asked only about what is left out so far, any other only about the rest.
 */
export function ignoreRules(patterns: readonly string[]): IgnoreRules {
  const rules = patterns.map(parseIgnorePattern);
  return (path, isFolder) => {
    let ignored = false;
    for (const rule of rules) {
      if (ignored === rule.negated) ignored = matchIgnorePattern(rule, `/${path}`, isFolder);
    }
    return ignored;
  };
}
