import { endProcess } from '../host/end-process.ts';
import { removeTree } from '../host/remove-tree.ts';
import { composeUp } from './compose-up.ts';
import type { EngineLink } from './engine-link.ts';
import type { Child } from './outstanding.ts';
import type { GiveBack } from './plan-give-back.ts';
import type { RecoveryAction } from './plan-recovery.ts';
import { removeCreatedVolume } from './remove-created-volume.ts';
import { applyMoves, stateOf } from './roll-back.ts';
import type { Journal, JournalRecord } from './types.ts';
import { removeUndoRecord } from './undo-records.ts';

/** What applying needs. `say` gets one line for each thing done. */
export interface RecoveryTools {
  readonly stateFolder: string;
  readonly link: EngineLink;
  readonly journal: Journal;
  readonly say: (what: string) => void;
}

/**
 * Does one act of recovery.
 *
 * Shape   → one line on what was done; null when there was nothing to do or to say
 * Errors  Whatever the act meets: the caller goes on with the others.
 */
export async function applyAction(action: RecoveryAction, tools: RecoveryTools): Promise<string | null> {
  const { journal, link, stateFolder } = tools;
  switch (action.do) {
    case 'end-process':
      return endChild(action.child, journal);
    case 'roll-back':
      applyMoves(action.moves);
      return 'the restore was undone: all data is as before';
    case 'note-roll-back':
      journal.write({ t: 'rolled-back', restoreId: action.restoreId });
      return null;
    case 'start':
    case 'unpause':
    case 'compose-up':
    case 'leave-alone':
      return giveBack(action, tools);
    case 'remove-scratch':
      return removeScratch(action.path, journal);
    case 'remove-volume':
      return removeCreatedVolume(action.name, link);
    case 'drop-undo':
      removeUndoRecord(stateFolder, action.id);
      return null;
    case 'sweep-keepers':
      return sweepKeepers(action.runId, link);
  }
}

async function endChild({ process, what }: Child, journal: Journal): Promise<string> {
  await endProcess(process);
  note(journal, { t: 'child-ended', pid: process.pid });
  return `${what} (process ${process.pid}) was ended`;
}

async function giveBack(act: Exclude<GiveBack, { do: 'give-up' }>, { link, journal }: RecoveryTools) {
  const { id, name } = act.take;
  if (act.do === 'start') await link.call((engine) => engine.start(id));
  if (act.do === 'unpause') await link.call((engine) => engine.unpause(id));
  if (act.do === 'compose-up') await composeUp(act.up, name, link);
  note(journal, { t: 'gave-back', id });
  switch (act.do) {
    case 'start':
      return `container ${name} was started again`;
    case 'unpause':
      return `container ${name} was unpaused`;
    case 'compose-up':
      return `container ${name} had been removed; Compose made it again`;
    case 'leave-alone':
      return act.why === null ? null : `container ${name} ${act.why}; it was left as it is`;
  }
}

async function removeScratch(path: string, journal: Journal): Promise<string | null> {
  const wasThere = stateOf(path) !== 'absent';
  await removeTree(path);
  note(journal, { t: 'scratch-removed', path });
  return wasThere ? `${path} was removed` : null;
}

async function sweepKeepers(deadRun: string, link: EngineLink): Promise<string | null> {
  const swept = await link.call((engine) => engine.sweepKeepers((runId) => runId === deadRun));
  return swept.length === 0 ? null : `helper containers were removed: ${swept.join(', ')}`;
}

/** A full disk does not keep recovery from going on without its notes: the next one finds the act done. */
function note(journal: Journal, record: JournalRecord): void {
  try {
    journal.write(record);
  } catch {
    // See above.
  }
}
