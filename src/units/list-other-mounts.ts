import { isWaived } from './group-volumes.ts';
import type { Uncovered } from './types.ts';
import { isSwitchedOff, type UnitDraft } from './unit-draft.ts';

/**
 * Names the mounts that are neither volumes nor binds: what is in memory is gone with its container, and nobody saves it.
 *
 * Shape   named `container:/path`; a rule of `volumes:` waives an unknown one by that name
 */
export function listOtherMounts(draft: UnitDraft): readonly Uncovered[] {
  return draft.group.containers.flatMap((container) =>
    container.mounts.flatMap((mount): Uncovered[] => {
      const name = `${container.name}:${mount.destination}`;
      if (mount.type === 'tmpfs') return [{ kind: 'tmpfs', name, reason: 'lives in memory only', waived: true }];
      if (mount.type === 'volume' && mount.name !== null) return [];
      if (mount.type === 'bind') return [];
      const waived = isSwitchedOff(draft, container.id) || isWaived(draft, name);
      return [{ kind: 'volume', name, reason: 'a kind of mount that kopi-docka does not know', waived }];
    }),
  );
}
