import { join } from 'node:path/posix';
import type { Volume } from '../docker/types.ts';

/**
 * The path that a volume goes by: its mountpoint, or for other drivers than `local` the folder that Docker would give it.
 *
 * Promise The same whether the volume is in use or not.
 * Source  Of a plugin's volume the engine says a mountpoint of the plugin's choice, and none at all while nobody uses it (docker.md §1.1).
 */
export function volumeFolder({ name, driver, mountpoint }: Volume, dockerRootDir: string): string {
  return driver === 'local' && mountpoint !== '' ? mountpoint : join(dockerRootDir, 'volumes', name, '_data');
}
