import { isAbsolute, normalize } from 'node:path/posix';
import type { Volume } from '../docker/types.ts';
import type { Readability } from './types.ts';

/** Options that make the local driver mount something on the volume's folder, as long as a container uses it. */
const MOUNTING_OPTIONS = ['type', 'o', 'device'];

/**
 * Chooses how the bytes of a volume can be reached.
 *
 * Shape   `engineIsLocal`: the engine's files are on this host, at the same paths
 * Source  docker.md §1.2: a volume with mount options reads empty on the host once its last container stops.
 */
export function chooseReadable(volume: Volume, engineIsLocal: boolean): Readability {
  if (!engineIsLocal || volume.driver !== 'local') return 'stream';
  if (!isAbsolute(volume.mountpoint) || normalize(volume.mountpoint) !== volume.mountpoint) return 'stream';
  return hasMountOptions(volume) ? 'keeper' : 'direct';
}

/** True when the volume's data is only there while something holds it mounted. */
export function hasMountOptions(volume: Volume): boolean {
  return MOUNTING_OPTIONS.some((option) => (volume.options[option] ?? '') !== '');
}
