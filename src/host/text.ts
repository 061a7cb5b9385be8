// Control characters, lone surrogates, line and paragraph separators, and marks that turn the direction of writing.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Makes a name from outside safe to show: one line, nothing that a terminal obeys, nothing that reorders the text.
 *
 * Shape   any string → string; what is not printable becomes `\n`, `\t`, `\x1b` or `\u202e`
 * Promise Other text, in whatever script, is left as it is.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeCharacter);
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = character.charCodeAt(0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}

/** The command line that a user may paste into a POSIX shell to run a program with these arguments. */
export function commandLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
