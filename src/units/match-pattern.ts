/**
 * True when a name fits a pattern of the config: `*` is any text, `?` any one character.
 *
 * Promise Takes time in proportion to both lengths at worst, whatever the pattern.
 */
export function matchPattern(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let retry = 0;
  for (let index = 0; index < name.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      retry = index;
    } else if (pattern[at] === '?' || pattern[at] === name[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++retry;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}

/** How exactly a pattern names things: a name without wildcards beats all others, else the longer text does. */
export function specificity(pattern: string): number {
  const literal = pattern.replace(/[*?]/g, '').length;
  return literal === pattern.length ? Number.MAX_SAFE_INTEGER : literal;
}

/**
 * The most specific of the patterns that fit one of the names; undefined when none does.
 *
 * Promise Of equally specific ones the first.
 */
export function bestMatch<T>(
  entries: readonly (readonly [pattern: string, value: T])[],
  names: readonly string[],
): T | undefined {
  const fitting = entries.filter(([pattern]) => names.some((name) => matchPattern(pattern, name)));
  return fitting.sort(([one], [other]) => specificity(other) - specificity(one))[0]?.[1];
}
