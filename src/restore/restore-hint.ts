import { ERRORS } from '../errors.ts';

/** The hint of a cause, with the word that matters most before it: the live data is as before. */
export function asBefore(hint: string): string {
  const first = ERRORS.E_RESTORE.hint;
  return hint.startsWith(first) ? hint : `${first} ${hint}`;
}
