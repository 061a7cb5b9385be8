import { KopiDockaError } from '../errors.ts';
import { nearestName } from '../host/nearest-name.ts';
import type { Point } from '../points/types.ts';

/** Which points are wanted: null means no limit. */
export interface PointFilter {
  readonly unit: string | null;
  readonly host: string | null;
}

/**
 * Picks points, newest first.
 *
 * Errors  E_UNKNOWN_UNIT when a unit is named that has no point at all, with the nearest name.
 */
export function selectPoints(points: readonly Point[], { unit, host }: PointFilter): readonly Point[] {
  const onHost = points.filter((point) => host === null || point.host === host);
  const selected = onHost.filter((point) => unit === null || point.unit === unit);
  if (unit !== null && selected.length === 0) throw unknownUnit(unit, onHost);
  return [...selected].sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
}

function unknownUnit(unit: string, points: readonly Point[]): KopiDockaError {
  const nearest = nearestName(
    unit,
    points.map((point) => point.unit),
  );
  return new KopiDockaError(
    'E_UNKNOWN_UNIT',
    `there is no restore point of a unit named ${unit}`,
    nearest === null ? { hint: 'See kopi-docka list --all-hosts.' } : { hint: `Did you mean ${nearest}?` },
  );
}
