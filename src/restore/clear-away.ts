import { asKopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { removeTree } from '../host/remove-tree.ts';
import { removeUndoRecord } from '../journal/undo-records.ts';
import type { RestoreContext } from './tools.ts';

/**
 * Removes paths that the run has made, each journaled as scratch before.
 *
 * Shape   → what could not be removed, one warning each
 * Promise Never rejects. What could not be removed stays in the journal, for recovery.
 */
export async function clearAway(
  paths: readonly string[],
  { journal, volumes }: Pick<RestoreContext, 'journal' | 'volumes'>,
): Promise<readonly Warning[]> {
  const warnings: Warning[] = [];
  for (const path of paths) {
    try {
      if (volumes.covers(path)) await volumes.remove(path);
      else await removeTree(path);
      journal.write({ t: 'scratch-removed', path });
    } catch (cause) {
      warnings.push(leftOver(path, cause));
    }
  }
  return warnings;
}

/** Removes volumes that the run has made and that nothing was put into. Shape and promise as clearAway. */
export async function removeVolumes(
  names: readonly string[],
  { engine }: Pick<RestoreContext, 'engine'>,
): Promise<readonly Warning[]> {
  const warnings: Warning[] = [];
  for (const name of names) {
    try {
      await engine.removeVolume(name);
    } catch (cause) {
      warnings.push(leftOver(`volume ${name}`, cause));
    }
  }
  return warnings;
}

/** Forgets what could be put back of a restore. Shape and promise as clearAway. */
export function dropUndo({ places, restoreId }: Pick<RestoreContext, 'places' | 'restoreId'>): readonly Warning[] {
  try {
    removeUndoRecord(places.state, restoreId);
    return [];
  } catch (cause) {
    return [leftOver(`undo record ${restoreId}`, cause)];
  }
}

/** Says that something could not be removed, and that recovery will. */
export function leftOver(what: string, cause: unknown): Warning {
  return {
    code: 'W_LEFTOVER',
    message: `${what} could not be removed: ${asKopiDockaError(cause).message}`,
    hint: 'Run kopi-docka recover.',
  };
}
