import type { Point } from '../points/types.ts';

/** Which points are wanted: null means no limit. */
export interface PointFilter {
  readonly unit: string | null;
  readonly host: string | null;
}

/** Picks points, newest first; none when there are none, also of a unit that nobody knows. */
export function selectPoints(points: readonly Point[], { unit, host }: PointFilter): readonly Point[] {
  return points
    .filter((point) => (host === null || point.host === host) && (unit === null || point.unit === unit))
    .sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
}
