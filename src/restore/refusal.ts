import { type Failure, KopiDockaError } from '../errors.ts';
import { printable } from '../host/text.ts';

/** The way round most refusals. */
export const USE_TO_DIR = 'Use --to-dir DIR to get the data into a folder.';

/** A reason why a restore or an undo is not begun. */
export function refuse(message: string, hint: string): Failure {
  return new KopiDockaError('E_RESTORE_REFUSED', printable(message), { hint: printable(hint) }).toFailure();
}
