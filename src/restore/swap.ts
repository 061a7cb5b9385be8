import { lstatSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import { syncFolder } from '../host/files.ts';
import { rollBack } from '../journal/roll-back.ts';
import type { Journal, SwapStep } from '../journal/types.ts';

/**
 * Exchanges old for new at every step: live → old, fresh → live. A step whose fresh data is absent only takes away.
 *
 * Errors  E_RESTORE when a move failed and all were taken back; E_RESTORE_UNFINISHED when that failed too: the journal keeps
 *         what recovery needs.
 * Promise Announced in the journal before the first move, and before `beforeMoves` is called. Without a pause in between: no signal can stop it half-way. When
 *         it returns, everything is new and on disk; when it throws E_RESTORE, everything is old.
 */
export function swap(
  steps: readonly SwapStep[],
  { restoreId, journal, beforeMoves }: { restoreId: string; journal: Journal; beforeMoves: () => void },
): void {
  for (const step of steps) checkStep(step);
  journal.write({ t: 'swap', restoreId, steps });
  try {
    beforeMoves();
    for (const step of steps) exchange(step);
    journal.write({ t: 'swapped', restoreId });
  } catch (cause) {
    takeBack(steps, restoreId, journal, cause);
  }
}

function exchange({ live, fresh, old, hadLive }: SwapStep): void {
  const brings = exists(fresh);
  if (hadLive) renameSync(live, old);
  if (brings) renameSync(fresh, live);
  for (const folder of new Set([dirname(live), dirname(old), dirname(fresh)])) syncFolder(folder);
}

function takeBack(steps: readonly SwapStep[], restoreId: string, journal: Journal, cause: unknown): never {
  const why = asKopiDockaError(cause).message;
  try {
    rollBack(steps);
    journal.write({ t: 'rolled-back', restoreId });
  } catch (second) {
    const message = `the data could not be exchanged (${why}) and not be put back: ${asKopiDockaError(second).message}`;
    throw new KopiDockaError('E_RESTORE_UNFINISHED', message, { cause: second });
  }
  throw new KopiDockaError('E_RESTORE', `the data could not be exchanged: ${why}`, { cause });
}

/** What the plan saw must still be so. */
function checkStep({ name, live, old, hadLive }: SwapStep): void {
  if (exists(old)) throw new KopiDockaError('E_RESTORE', `${name}: ${old} is there already`);
  if (exists(live) !== hadLive)
    throw new KopiDockaError('E_RESTORE', `${name}: ${live} was ${hadLive ? 'removed' : 'made'} meanwhile`);
}

/** Whether anything lies at a path; a symbolic link is something, wherever it leads. */
export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
