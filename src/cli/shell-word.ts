/** Quotes a word for a POSIX shell, only where it needs that: `shop_db`, `'two words'`. For printing, never for running. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
