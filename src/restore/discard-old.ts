import type { Warning } from '../events.ts';
import { loadUndoRecord } from '../journal/undo-records.ts';
import { clearAway, dropUndo, leftOver } from './clear-away.ts';
import type { RestoreContext } from './tools.ts';

/**
 * Removes for good what a restore has replaced.
 *
 * Shape   → what could not be removed, one warning each
 * Promise Never rejects. Begun, it is finished: by recovery, if we are killed in the middle.
 */
export async function discardOld(
  context: Pick<RestoreContext, 'journal' | 'places' | 'restoreId'>,
): Promise<readonly Warning[]> {
  const { journal, places, restoreId } = context;
  try {
    const old = loadUndoRecord(places.state, restoreId).steps.flatMap((step) => (step.hadLive ? [step.old] : []));
    for (const path of old) journal.write({ t: 'scratch', path });
    const kept = dropUndo(context);
    return kept.length > 0 ? kept : await clearAway(old, context);
  } catch (cause) {
    return [leftOver(`what restore ${restoreId} has replaced`, cause)];
  }
}
