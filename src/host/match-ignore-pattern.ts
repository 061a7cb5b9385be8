import type { IgnorePattern, IgnoreToken } from './parse-ignore-pattern.ts';

/** `never` and `deeper` tell outer stars that trying on is of no use, which keeps hostile patterns from taking for ever. */
type Outcome = 'match' | 'no' | 'never' | 'deeper';

/**
 * Tells whether a path fits a pattern.
 *
 * Shape   `path` relative to the root of the tree, with a slash before it: `/cache/x.tmp`
 * Promise A negated pattern answers the other way round, as kopia's do.
 * Source  Kopia 0.23.1, internal/wcmatch.
 */
export function matchIgnorePattern(pattern: IgnorePattern, path: string, isFolder: boolean): boolean {
  if (pattern.foldersOnly && !isFolder) return pattern.negated;
  return (matchFrom(pattern.tokens, 0, [...path], 0) === 'match') !== pattern.negated;
}

function matchFrom(tokens: readonly IgnoreToken[], first: number, text: readonly string[], start: number): Outcome {
  let at = start;
  for (let index = first; index < tokens.length; index++) {
    const token = tokens[index] as IgnoreToken;
    if (token.is === 'star') {
      const next = skipPart(tokens, index, text, at);
      if (next === null) return matchStar(tokens, index, text, at);
      if (next === -1) return 'no';
      at = next;
    } else {
      if (at >= text.length) return 'never';
      if (!fits(token, text[at] as string)) return 'no';
      at++;
    }
  }
  return at >= text.length ? 'match' : 'no';
}

/** One star before a slash takes all of a part: where the slash is, -1 when there is none, null when it is not so simple. */
function skipPart(tokens: readonly IgnoreToken[], index: number, text: readonly string[], at: number): number | null {
  const token = tokens[index];
  const isSimple = token?.is === 'star' && !token.deep && tokens[index + 1]?.is === 'slash';
  return isSimple ? text.indexOf('/', at) : null;
}

function matchStar(tokens: readonly IgnoreToken[], index: number, text: readonly string[], start: number): Outcome {
  const token = tokens[index];
  const deep = token?.is === 'star' && token.deep;
  if (index === tokens.length - 1) return !deep && text.includes('/', start) ? 'no' : 'match';
  if (deep && tokens[index + 1]?.is === 'slash' && index + 2 < tokens.length) {
    if (matchFrom(tokens, index + 2, text, start) === 'match') return 'match';
  }
  for (let at = start; at < text.length; at++) {
    const rest = matchFrom(tokens, index + 1, text, at);
    if (rest !== 'no' && !(deep && rest === 'deeper')) return rest;
    if (rest === 'no' && !deep && text[Math.max(at - 1, start)] === '/') return 'deeper';
  }
  return 'never';
}

function fits(token: IgnoreToken, character: string): boolean {
  switch (token.is) {
    case 'slash':
      return character === '/';
    case 'any':
      return character !== '/';
    case 'character':
      return character === token.character;
    case 'set':
      return token.matches.some((matches) => matches(character)) !== token.negated;
    case 'star':
      return false;
  }
}
