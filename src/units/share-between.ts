import { isWithin } from '../host/mounts.ts';
import type { Group } from './group-containers.ts';

/** Which units use the same data. */
export interface Sharing {
  /** Names of the other units whose containers mount this volume. */
  ofVolume(volume: string, unit: string): readonly string[];
  /** Names of the other units whose containers mount this path, a part of it, or a folder above it. */
  ofPath(path: string, unit: string): readonly string[];
}

/**
 * Finds out which units use the same data.
 *
 * Shape   groups whose bind sources are resolved
 * Promise The whole host file system, mounted somewhere to watch it, makes nobody a sharer.
 */
export function shareBetween(groups: readonly Group[]): Sharing {
  const ofVolume = new Map<string, Set<string>>();
  const binds = new Map<string, Set<string>>();
  for (const group of groups) {
    for (const mount of group.containers.flatMap((container) => container.mounts)) {
      if (mount.type === 'volume' && mount.name !== null) add(ofVolume, mount.name, group.name);
      if (mount.type === 'bind' && mount.source !== '/') add(binds, mount.source, group.name);
    }
  }
  const others = (units: Iterable<string>, unit: string) =>
    [...new Set(units)].filter((other) => other !== unit).sort();
  return {
    ofVolume: (volume, unit) => others(ofVolume.get(volume) ?? [], unit),
    ofPath: (path, unit) =>
      others(
        [...binds].flatMap(([source, units]) => (isWithin(source, path) || isWithin(path, source) ? [...units] : [])),
        unit,
      ),
  };
}

function add(map: Map<string, Set<string>>, key: string, unit: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(unit));
}
