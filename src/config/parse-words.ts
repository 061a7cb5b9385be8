/**
 * Splits a command line into words as a POSIX shell does, without expanding anything.
 *
 * Shape   `sftp --path='/a b' "c"` → [`sftp`, `--path=/a b`, `c`]; null when a quote stays open
 */
export function parseWords(text: string): readonly string[] | null {
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const word = WORD.exec(rest)?.[0] ?? '';
    if (word === '') return null;
    words.push(word.replace(PART, unquote));
    rest = rest.slice(word.length);
    if (rest !== '' && !/^\s/.test(rest)) return null;
    rest = rest.trimStart();
  }
  return words;
}

const PART = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)/g;
const WORD = new RegExp(`^(?:${PART.source})+`);

function unquote(_: string, single?: string, double?: string, escaped?: string, plain?: string): string {
  return single ?? double?.replace(/\\(["\\$`\n])/g, '$1') ?? escaped ?? plain ?? '';
}
