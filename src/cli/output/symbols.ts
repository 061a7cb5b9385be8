/** Characters that a plain terminal may not have. */
export interface Symbols {
  readonly ok: string;
  readonly bad: string;
  readonly working: string;
  readonly cut: string;
  readonly arrow: string;
  readonly full: string;
  readonly empty: string;
}

const UNICODE: Symbols = { ok: '✓', bad: '✗', working: '•', cut: '…', arrow: '→', full: '█', empty: '░' };
const ASCII: Symbols = { ok: '+', bad: 'x', working: '*', cut: '~', arrow: '->', full: '#', empty: '.' };

/** Chooses them by the locale: LC_ALL, then LC_CTYPE, then LANG; ASCII unless it says UTF-8. Source locale(7). */
export function chooseSymbols(env: Readonly<Record<string, string | undefined>>): Symbols {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale) ? UNICODE : ASCII;
}
