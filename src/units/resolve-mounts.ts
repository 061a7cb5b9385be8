import { dirname } from 'node:path/posix';
import type { Container, Mount, Volume } from '../docker/types.ts';
import type { PathFacts } from './classify-bind.ts';
import { dataPath } from './writes-to.ts';

/**
 * Gives a container's mounts their true names: bind sources with symbolic links followed, a bind of a volume's folder,
 * or of something in it, as a mount of that volume, and a volume made of a host folder with that folder as source.
 *
 * Shape   `paths` by the source as the engine names it; a source that is not in it stays as it is
 * Source  The engine resolves nothing, and its own filter by volume does not find such binds (docker.md §2.1, §2.4).
 */
export function resolveMounts(
  container: Container,
  paths: ReadonlyMap<string, PathFacts>,
  volumes: VolumeIndex,
): Container {
  const mounts = container.mounts.map((mount): Mount => {
    const source = mount.type === 'bind' ? (paths.get(mount.source)?.real ?? mount.source) : mount.source;
    const volume = mount.type === 'bind' ? volumes.at(source) : volumes.named(mount.name ?? '');
    if (volume === undefined) return { ...mount, source };
    return { ...mount, type: 'volume', name: volume.name, source: dataPath(volume) };
  });
  return { ...container, mounts };
}

/** Finds volumes by name, and by a path in them. */
export interface VolumeIndex {
  named(name: string): Volume | undefined;
  at(path: string): Volume | undefined;
}

/** Indexes volumes; those without a mountpoint at the moment are found by name only. */
export function indexVolumes(volumes: readonly Volume[]): VolumeIndex {
  const byName = new Map(volumes.map((volume) => [volume.name, volume]));
  const byMountpoint = new Map(volumes.map((volume) => [volume.mountpoint, volume]));
  return {
    named: (name) => byName.get(name),
    at: (path) => {
      for (let folder = path; folder.length > 1; folder = dirname(folder)) {
        const volume = byMountpoint.get(folder);
        if (volume !== undefined) return volume;
      }
      return undefined;
    },
  };
}
