import { KopiDockaError } from '../errors.ts';
import type { RecoveryReport } from '../journal/types.ts';

/**
 * Lets no data be exchanged on top of a run that could not be finished.
 *
 * Errors  E_RESTORE_UNFINISHED, naming what is left. Containers that are not back do not matter here: they were warned of.
 */
export function requireHealed({ left }: RecoveryReport): void {
  const open = left.find(({ container }) => container === null);
  if (open === undefined) return;
  throw new KopiDockaError('E_RESTORE_UNFINISHED', `an earlier run is not finished: ${open.what}: ${open.why}`, {
    hint: 'Mend that, then run kopi-docka recover.',
  });
}
