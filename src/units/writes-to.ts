import { dirname, isAbsolute } from 'node:path/posix';
import type { Mount, Volume } from '../docker/types.ts';
import { isWithin } from '../host/mounts.ts';
import type { Unit } from './types.ts';

/** Data that is read: a volume, or a folder or file of the host. `path` is empty when a volume has none. */
export interface DataPlace {
  readonly volume: Volume | null;
  readonly path: string;
}

/** Where the data of a unit is. */
export function placesOf(unit: Pick<Unit, 'volumes' | 'binds'>): readonly DataPlace[] {
  return [
    ...unit.volumes.map(({ volume }) => ({ volume, path: dataPath(volume) })),
    ...unit.binds.map((bind) => ({ volume: null, path: bind.source })),
  ];
}

/** Where the files of a volume are: its mountpoint, or the host folder that it is a bind mount of. */
export function dataPath(volume: Volume): string {
  const { device = '', o = '' } = volume.options;
  const isBind = volume.driver === 'local' && o.split(',').some((option) => option === 'bind' || option === 'rbind');
  return isBind && isAbsolute(device) ? device : volume.mountpoint;
}

/**
 * True when a container with this mount can change the data.
 *
 * Shape   mounts with resolved sources, as discovery gives them
 * Promise Who mounts the whole host, or the folder of all volumes, is there to look after the host (an agent, a monitor)
 *         and counts as no writer: it would have to stop for each unit.
 */
export function writesTo(mount: Mount, place: DataPlace): boolean {
  if (mount.readOnly) return false;
  if (mount.name !== null && mount.name === place.volume?.name) return true;
  if (mount.source === '' || place.path === '' || mount.type === 'tmpfs') return false;
  if (mount.type === 'bind' && looksAfterHost(mount.source, place)) return false;
  return isWithin(mount.source, place.path) || isWithin(place.path, mount.source);
}

function looksAfterHost(source: string, { volume, path }: DataPlace): boolean {
  if (source === '/') return true;
  const allVolumes = dirname(dirname(path));
  return volume !== null && path === volume.mountpoint && isWithin(allVolumes, source);
}
