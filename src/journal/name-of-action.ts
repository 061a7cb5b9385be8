import type { RecoveryAction } from './plan-recovery.ts';
import type { LeftOver } from './types.ts';

/** Says what an act is about, and which container is not back when it fails. */
export function nameOfAction(action: RecoveryAction): Pick<LeftOver, 'what' | 'container'> {
  switch (action.do) {
    case 'start':
    case 'unpause':
    case 'compose-up':
      return { what: `container ${action.take.name}`, container: action.take.name };
    case 'leave-alone':
      return { what: `container ${action.take.name}`, container: null };
    case 'end-process':
      return { what: action.child.what, container: null };
    case 'roll-back':
    case 'note-roll-back':
      return { what: `restore ${action.restoreId}`, container: null };
    case 'remove-scratch':
      return { what: action.path, container: null };
    case 'remove-volume':
      return { what: `volume ${action.name}`, container: null };
    case 'remove-network':
      return { what: `network ${action.name}`, container: null };
    case 'remove-file':
      return { what: action.file.path, container: null };
    case 'drop-undo':
      return { what: `undo record ${action.id}`, container: null };
    case 'sweep-keepers':
      return { what: 'helper containers', container: null };
  }
}
