import { endProcess } from '../host/end-process.ts';
import { removeTree } from '../host/remove-tree.ts';
import type { EngineLink } from './engine-link.ts';
import { giveBack, note } from './give-back.ts';
import type { HeldVolumes } from './held-volumes.ts';
import type { Child } from './outstanding.ts';
import type { RecoveryAction } from './plan-recovery.ts';
import { removeCreatedNetwork } from './remove-created-network.ts';
import { removeCreatedVolume } from './remove-created-volume.ts';
import { removeMadeFile } from './remove-made-file.ts';
import { applyMoves, stateOf } from './roll-back.ts';
import type { Journal, MadeFile } from './types.ts';
import { removeUndoRecord } from './undo-records.ts';

/** What applying needs. `say` gets one line for each thing done. */
export interface RecoveryTools {
  readonly stateFolder: string;
  readonly link: EngineLink;
  readonly journal: Journal;
  readonly volumes: HeldVolumes;
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
      applyMoves(action.moves, (path) => tools.volumes.real(path));
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
      return removeScratch(action.path, tools);
    case 'remove-volume':
      return removeCreatedVolume(action.name, link);
    case 'remove-network':
      return removeCreatedNetwork(action.name, link);
    case 'remove-file':
      return removeFile(action.file);
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

async function removeScratch(path: string, { journal, volumes }: RecoveryTools): Promise<string | null> {
  const wasThere = stateOf(volumes.real(path)) !== 'absent';
  if (volumes.covers(path)) await volumes.remove(path);
  else await removeTree(path);
  note(journal, { t: 'scratch-removed', path });
  return wasThere ? `${path} was removed` : null;
}

function removeFile(file: MadeFile): string | null {
  const wasThere = stateOf(file.path) !== 'absent';
  if (!removeMadeFile(file)) return `${file.path} was kept, because it was changed since`;
  return wasThere ? `${file.path}, which the restore had made, was removed` : null;
}

async function sweepKeepers(deadRun: string, link: EngineLink): Promise<string | null> {
  const swept = await link.call((engine) => engine.sweepKeepers((runId) => runId === deadRun));
  return swept.length === 0 ? null : `helper containers were removed: ${swept.join(', ')}`;
}
