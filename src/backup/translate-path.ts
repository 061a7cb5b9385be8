import { join, relative } from 'node:path';
import type { Container } from '../docker/types.ts';
import { isWithin } from '../host/mounts.ts';

/**
 * Finds where a path that a container saw lies on this host: itself when it exists here, else through the mount with the
 * longest fitting destination behind which it exists; else the path as it is.
 *
 * Source  Managers such as Portainer write Compose labels with paths of their own container.
 */
export function translatePath(
  path: string,
  containers: readonly Container[],
  exists: (path: string) => boolean,
): string {
  if (exists(path)) return path;
  const mounts = containers
    .flatMap((container) => container.mounts)
    .filter((mount) => mount.source !== '' && isWithin(path, mount.destination))
    .sort((a, b) => b.destination.length - a.destination.length);
  for (const mount of mounts) {
    const here = join(mount.source, relative(mount.destination, path));
    if (exists(here)) return here;
  }
  return path;
}
