import { KopiDockaError } from '../errors.ts';

/** A part of a pattern. `any` is `?`; `star` is `*`, or `**` when `deep`; the rest stands for one character of the path. */
export type IgnoreToken =
  | { readonly is: 'any' | 'slash' }
  | { readonly is: 'star'; readonly deep: boolean }
  | { readonly is: 'character'; readonly character: string }
  | { readonly is: 'set'; readonly negated: boolean; readonly matches: readonly ((character: string) => boolean)[] };

/** A pattern of .gitignore, ready to be matched. */
export interface IgnorePattern {
  readonly tokens: readonly IgnoreToken[];
  readonly negated: boolean;
  readonly foldersOnly: boolean;
}

const SLASH: IgnoreToken = { is: 'slash' };

/**
 * Reads a pattern in the syntax of .gitignore, exactly as kopia does.
 *
 * Errors  E_USAGE when kopia would not take it.
 * Source  Kopia 0.23.1, internal/wcmatch: a pattern with a slash in the middle is anchored, one without matches at any depth.
 */
export function parseIgnorePattern(text: string): IgnorePattern {
  const keepsEnd = Buffer.byteLength(text) <= 2 || text.at(-2) === '\\';
  const trimmed = keepsEnd ? text.trimStart() : text.trim();
  const negated = trimmed.startsWith('!');
  const body = [...(negated ? trimmed.slice(1) : trimmed)];
  const foldersOnly = body.at(-1) === '/';
  if (foldersOnly) body.pop();
  const scanner = new Scanner(body, negated, text);
  return { tokens: [...anchor(body, negated), ...scanner.tokens()], negated, foldersOnly };
}

/** Paths begin with a slash, so a pattern that may match anywhere begins with any number of folders. */
function anchor(body: readonly string[], negated: boolean): readonly IgnoreToken[] {
  if (body[0] === '/' || body.length === 0 || (!negated && body.join('') === '**')) return [];
  return body.includes('/') ? [SLASH] : [{ is: 'star', deep: true }, SLASH];
}

class Scanner {
  readonly #text: readonly string[];
  readonly #negated: boolean;
  readonly #pattern: string;
  #at = 0;

  constructor(text: readonly string[], negated: boolean, pattern: string) {
    this.#text = text;
    this.#negated = negated;
    this.#pattern = pattern;
  }

  *tokens(): Generator<IgnoreToken> {
    while (this.#at < this.#text.length) yield this.#token(this.#next());
  }

  #token(character: string): IgnoreToken {
    if (character === '\\') return { is: 'character', character: this.#next() };
    if (character === '?') return { is: 'any' };
    if (character === '/') return SLASH;
    if (character === '*') return this.#star();
    return character === '[' ? this.#set() : { is: 'character', character };
  }

  /** Two stars or more are deep at the start of a pattern that is not negated, and where they are a whole part of the path. */
  #star(): IgnoreToken {
    const before = this.#text[this.#at - 2] ?? (this.#negated ? '!' : undefined);
    const single = this.#text[this.#at] !== '*';
    while (this.#text[this.#at] === '*') this.#at++;
    const after = this.#text[this.#at];
    const deep = !single && (before === undefined || (before === '/' && (after === '/' || after === undefined)));
    return { is: 'star', deep };
  }

  #set(): IgnoreToken {
    const negated = this.#text[this.#at] === '!';
    if (negated) this.#at++;
    const matches: ((character: string) => boolean)[] = [];
    for (let character = this.#next(); character !== ']'; character = this.#next())
      matches.push(this.#member(character));
    return { is: 'set', negated, matches };
  }

  #member(first: string): (character: string) => boolean {
    const from = first === '\\' ? this.#next() : first;
    if (from === '[' && this.#text[this.#at] === ':') {
      const named = this.#namedClass();
      if (named !== null) return named;
    }
    const [dash, end] = [this.#text[this.#at], this.#text[this.#at + 1]];
    if (dash !== '-' || end === ']' || end === undefined) return (character) => character === from;
    this.#at++;
    const last = this.#next();
    const to = last === '\\' ? this.#next() : last;
    return (character) => codeOf(character) >= codeOf(from) && codeOf(character) <= codeOf(to);
  }

  /** `[:digit:]` and the like; null when it is none. Kopia does not see one that comes late in a pattern, so neither do we. */
  #namedClass(): ((character: string) => boolean) | null {
    const close = this.#text.indexOf(']', this.#at);
    if (close === -1) throw this.#malformed();
    const isLate = close - this.#at - 1 <= this.#at + (this.#negated ? 1 : 0);
    if (isLate || this.#text[close - 1] !== ':') return null;
    const name = this.#text
      .slice(this.#at + 1, close - 1)
      .join('')
      .toLowerCase();
    const expression = CLASSES[name];
    if (expression === undefined) throw this.#malformed();
    this.#at = close + 1;
    return (character) => expression.test(character);
  }

  #next(): string {
    const character = this.#text[this.#at++];
    if (character === undefined) throw this.#malformed();
    return character;
  }

  #malformed(): KopiDockaError {
    return new KopiDockaError('E_USAGE', `the exclude pattern "${this.#pattern}" is malformed`, {
      hint: 'See gitignore(5) for the syntax.',
    });
  }
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[\p{L}\p{Nd}]/u,
  alpha: /\p{L}/u,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what the class is.
  ascii: /[\u0000-\u007f]/,
  blank: /[\p{Zs}\t]/u,
  cntrl: /\p{Cc}/u,
  digit: /\p{Nd}/u,
  graph: /[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/u,
  lower: /\p{Ll}/u,
  print: /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u,
  punct: /[\p{P}\p{S}]/u,
  space: /[\s\u0085]/,
  upper: /\p{Lu}/u,
  xdigit: /[A-Fa-f\p{Nd}]/u,
};

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
