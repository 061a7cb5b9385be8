const CLASSES = 'alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|xdigit';
const CLASS = new RegExp(`^\\[:(?:${CLASSES}):\\]`, 'i');

/**
 * Tells why kopia would refuse an exclude pattern; null when it takes it.
 *
 * Promise What passes here never makes a snapshot fail. Some odd patterns that kopia would take are refused, too.
 * Source  `policy import` takes any text and each snapshot fails after it: measured. Kopia's internal/wcmatch has the syntax.
 */
export function validatePattern(pattern: string): string | null {
  const body = pattern.trim().replace(/^!/, '');
  if (body === '' || body === '/') return 'it is empty';
  if (/\p{Cc}/u.test(pattern)) return 'it holds a control character';
  let rest = body;
  while (rest !== '') {
    const taken = rest.startsWith('[') ? takeSequence(rest) : takeCharacter(rest);
    if (typeof taken === 'string') return taken;
    rest = rest.slice(taken);
  }
  return null;
}

function takeCharacter(rest: string): number | string {
  if (!rest.startsWith('\\')) return 1;
  return rest.length > 1 && rest !== '\\/' ? 2 : 'it ends with a backslash';
}

/** The length of a bracket expression, or what is wrong with it. */
function takeSequence(rest: string): number | string {
  let at = rest.startsWith('[!') ? 2 : 1;
  if (rest[at] === ']') return 'a [ ] sequence is empty';
  while (at < rest.length && rest[at] !== ']') {
    if (rest.startsWith('[:', at)) {
      const named = CLASS.exec(rest.slice(at))?.[0];
      if (named === undefined) return 'it names an unknown character class';
      at += named.length;
    } else at += rest[at] === '\\' ? 2 : 1;
  }
  return rest[at] === ']' ? at + 1 : 'a [ has no ]';
}
