import type { Container } from '../docker/types.ts';
import type { Uncovered } from './types.ts';

/** Names the mounts that are neither volumes nor binds: what is in memory is gone with its container, and nobody saves it. */
export function listOtherMounts(containers: readonly Container[]): readonly Uncovered[] {
  return containers.flatMap((container) =>
    container.mounts.flatMap((mount): Uncovered[] => {
      const name = `${container.name}:${mount.destination}`;
      if (mount.type === 'tmpfs') return [{ kind: 'tmpfs', name, reason: 'lives in memory only', waived: true }];
      if (mount.type === 'volume' && mount.name !== null) return [];
      if (mount.type === 'bind') return [];
      return [{ kind: 'volume', name, reason: 'a kind of mount that kopi-docka does not know', waived: false }];
    }),
  );
}
