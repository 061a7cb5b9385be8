import type { RestoreRequest } from './types.ts';

/** True when nothing of the point is left out. */
export function isWhole({ volumes, toVolume }: Pick<RestoreRequest, 'volumes' | 'toVolume'>): boolean {
  return volumes.length === 0 && Object.keys(toVolume).length === 0;
}
