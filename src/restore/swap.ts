import { lstatSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import { syncFolder } from '../host/files.ts';
import { hasContent, reachedAt } from '../journal/content-step.ts';
import { exchangeContent } from '../journal/exchange-content.ts';
import { type RealPath, rollBack } from '../journal/roll-back.ts';
import type { Journal, SwapStep } from '../journal/types.ts';

/**
 * Exchanges old for new at every step: live → old, fresh → live. A step whose fresh data is absent only takes away.
 *
 * Shape   → what of a folder's own attributes could not be set, one line each
 * Errors  E_RESTORE when a move failed and all were taken back; E_RESTORE_UNFINISHED when that failed too: the journal keeps
 *         what recovery needs.
 * Promise Announced in the journal before the first move, and before `beforeMoves` is called. Without a pause in between: no signal can stop it half-way. When
 *         it returns, everything is new and on disk; when it throws E_RESTORE, everything is old.
 */
export function swap(steps: readonly SwapStep[], tools: SwapTools): readonly string[] {
  const { restoreId, journal, beforeMoves, real = (path) => path } = tools;
  for (const step of steps) checkStep(reachedAt(step, real));
  journal.write({ t: 'swap', restoreId, steps });
  try {
    beforeMoves();
    const refused = steps.flatMap((step) => exchange(reachedAt(step, real)));
    journal.write({ t: 'swapped', restoreId });
    return refused;
  } catch (cause) {
    return takeBack(steps, tools, cause);
  }
}

/** What a swap works with. `real` tells where paths in held volumes are reached. */
export interface SwapTools {
  readonly restoreId: string;
  readonly journal: Journal;
  readonly beforeMoves: () => void;
  readonly real?: RealPath;
}

function exchange(step: SwapStep): readonly string[] {
  if (hasContent(step)) return exchangeContent(step);
  exchangeWhole(step);
  return [];
}

function exchangeWhole({ live, fresh, old, hadLive }: SwapStep): void {
  const brings = exists(fresh);
  if (hadLive) renameSync(live, old);
  if (brings) renameSync(fresh, live);
  for (const folder of new Set([dirname(live), dirname(old), dirname(fresh)])) syncFolder(folder);
}

function takeBack(steps: readonly SwapStep[], { restoreId, journal, real }: SwapTools, cause: unknown): never {
  const why = asKopiDockaError(cause).message;
  try {
    rollBack(steps, real);
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
