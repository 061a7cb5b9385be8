import type { Kopia, Snapshot } from '../kopia/types.ts';
import type { Point } from './types.ts';

/** The name of every pin that we set. */
export const PIN = 'kopi-docka';

/** All snapshots of a point: volumes, binds, recipe, and what else was stored with it. */
export function snapshotsOf({ entries, others, recipe }: Point): readonly Snapshot[] {
  return [...entries.map(({ snapshot }) => snapshot), ...others, ...(recipe === null ? [] : [recipe])];
}

/**
 * Keeps a whole point from retention, until `unpinPoint`.
 *
 * Shape   a point as just listed → how many of its snapshots were not pinned before
 * Errors  E_REPO when one of them is gone.
 * Promise All of them or none, the recipe included; the point keeps its id, its snapshots get others.
 */
export async function pinPoint(kopia: Kopia, point: Point): Promise<number> {
  return change(kopia, unpinned(point), { add: PIN });
}

/**
 * Takes our pin from a point again.
 *
 * Shape   a point as just listed → how many of its snapshots had it
 * Promise Pins of others, such as those of Kopia's own programs, stay.
 */
export async function unpinPoint(kopia: Kopia, point: Point): Promise<number> {
  const ours = snapshotsOf(point).filter(({ pins }) => pins.includes(PIN));
  return change(kopia, ours, { remove: PIN });
}

function unpinned(point: Point): readonly Snapshot[] {
  return snapshotsOf(point).filter(({ pins }) => !pins.includes(PIN));
}

async function change(
  kopia: Kopia,
  snapshots: readonly Snapshot[],
  pin: { readonly add: string } | { readonly remove: string },
): Promise<number> {
  await kopia.pin(
    snapshots.map(({ id }) => id),
    pin,
  );
  return snapshots.length;
}
