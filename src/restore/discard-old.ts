import type { Warning } from '../events.ts';
import { loadUndoRecord, removeUndoRecord } from '../journal/undo-records.ts';
import { clearAway } from './clear-away.ts';
import type { RestoreContext } from './tools.ts';

/**
 * Removes for good what a restore has replaced.
 *
 * Shape   → what could not be removed, one warning each
 * Promise Begun, it is finished: by recovery, if we are killed in the middle.
 */
export async function discardOld(
  restoreId: string,
  context: Pick<RestoreContext, 'journal' | 'places'>,
): Promise<readonly Warning[]> {
  const { journal, places } = context;
  const old = loadUndoRecord(places.state, restoreId).steps.flatMap((step) => (step.hadLive ? [step.old] : []));
  for (const path of old) journal.write({ t: 'scratch', path });
  removeUndoRecord(places.state, restoreId);
  return clearAway(old, context);
}
