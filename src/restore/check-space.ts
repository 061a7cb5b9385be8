import { type Failure, KopiDockaError } from '../errors.ts';
import type { Placement } from './check-safety.ts';

const MARGIN_BYTES = 16 * 1024 * 1024;
const BYTES_PER_FILE = 4096;

/** What fresh data will take beside the old: its bytes, and a block for each file. */
export function bytesNeeded({ to }: Pick<Placement, 'to'>): number {
  return roomFor(to.entry.snapshot);
}

/** The same for data of that size. */
export function roomFor({ bytes, files }: { readonly bytes: number; readonly files: number }): number {
  return bytes + files * BYTES_PER_FILE;
}

/**
 * Says which file systems have no room for all that goes there; the old data stays until the new is in place.
 *
 * Promise Volumes that are not mounted now are not judged: only who holds them knows their file system.
 */
export function checkSpace(placements: readonly Placement[]): readonly Failure[] {
  const byDevice = new Map<number, Placement[]>();
  for (const placement of placements.filter(({ to }) => to.exchange === 'rename'))
    byDevice.set(placement.site.device, [...(byDevice.get(placement.site.device) ?? []), placement]);
  return [...byDevice.values()].flatMap((group) => {
    const needed = group.reduce((sum, placement) => sum + bytesNeeded(placement), MARGIN_BYTES);
    const [first] = group;
    if (first === undefined || needed <= first.site.freeBytes) return [];
    const { folder, freeBytes } = first.site;
    const text = `not enough space at ${folder}: ${needed} bytes are needed, ${freeBytes} are free`;
    const hint = 'Free some space there, or use --to-dir DIR on another file system.';
    return [new KopiDockaError('E_NO_SPACE', text, { hint }).toFailure()];
  });
}
