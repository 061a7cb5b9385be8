import type { Warning } from '../events.ts';
import { loadUndoRecord } from '../journal/undo-records.ts';
import { clearAway, dropUndo, leftOver } from './clear-away.ts';
import { type HeldPlace, holdVolumes } from './hold-volumes.ts';
import type { RestoreContext } from './tools.ts';
import type { UndoRecord } from './types.ts';

/**
 * Removes for good what a restore has replaced.
 *
 * Shape   → what could not be removed, one warning each
 * Promise Never rejects. Begun, it is finished: by recovery, if we are killed in the middle.
 */
export async function discardOld(
  context: Pick<RestoreContext, 'engine' | 'journal' | 'places' | 'restoreId' | 'volumes'>,
): Promise<readonly Warning[]> {
  const { journal, places, restoreId } = context;
  try {
    const { steps } = loadUndoRecord(places.state, restoreId);
    await holdVolumes(await stillThere(steps, context), context);
    const old = steps.flatMap((step) => (step.hadLive ? [step.old] : []));
    for (const path of old) journal.write({ t: 'scratch', path });
    const kept = dropUndo(context);
    return kept.length > 0 ? kept : await clearAway(old, context);
  } catch (cause) {
    return [leftOver(`what restore ${restoreId} has replaced`, cause)];
  }
}

/** The volumes that keep their old data inside; one that is gone took it along. */
async function stillThere(
  steps: UndoRecord['steps'],
  { engine }: Pick<RestoreContext, 'engine'>,
): Promise<readonly HeldPlace[]> {
  const inside = steps.filter(({ root }) => root !== undefined);
  const found = await Promise.all(inside.map(({ name }) => engine.inspectVolume(name)));
  return inside.filter((_, index) => found[index] !== null);
}
