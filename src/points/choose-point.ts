import { KopiDockaError } from '../errors.ts';
import { parseWhen } from './parse-when.ts';
import type { Point } from './types.ts';

/** Which point is wanted: by ID, or by time and steps back from there. */
export interface PointChoice {
  /** WHEN as the user wrote it; null is `latest`. */
  readonly at: string | null;
  readonly previous: number;
  /** A point's ID, or a beginning of it of at least four characters that fits no other; null to choose by time. */
  readonly pointId: string | null;
}

/**
 * Chooses the point to restore from.
 *
 * Shape   points of one unit and host, in any order
 * Errors  E_UNKNOWN_POINT, with the nearest points in its hint; E_USAGE when `at` cannot be read.
 * Promise By time only sealed and complete points are chosen; by ID any.
 */
export function choosePoint(points: readonly Point[], choice: PointChoice, now: Date): Point {
  return choice.pointId === null ? chooseByTime(points, choice, now) : chooseById(points, choice.pointId);
}

function chooseById(points: readonly Point[], id: string): Point {
  const exact = points.filter((point) => point.id === id);
  const found = exact.length > 0 || id.length < 4 ? exact : points.filter((point) => point.id.startsWith(id));
  const [point, another] = found;
  if (point !== undefined && another === undefined) return point;
  if (point !== undefined)
    throw new KopiDockaError('E_UNKNOWN_POINT', `the ID ${id} fits ${found.length} restore points`, {
      hint: `Write more of it: ${found
        .slice(0, 4)
        .map((one) => one.id)
        .join(', ')}.`,
    });
  throw unknownPoint(`there is no restore point ${id}`, newestFirst(points));
}

function chooseByTime(points: readonly Point[], { at, previous }: PointChoice, now: Date): Point {
  const when = parseWhen(at ?? 'latest', now);
  const usable = newestFirst(points.filter((point) => point.sealed && point.complete));
  const old = when.kind === 'latest' ? usable : usable.filter((point) => Date.parse(point.time) <= when.notAfter);
  const point = old[previous];
  if (point !== undefined) return point;
  if (usable.length === 0 && points.length > 0) throw onlyDamaged(newestFirst(points));
  const wanted = when.kind === 'latest' ? '' : ` not younger than ${new Date(when.notAfter).toISOString()}`;
  const steps = previous === 0 ? '' : `, ${previous} back`;
  throw unknownPoint(
    `there is no complete restore point${wanted}${steps}`,
    nearest(usable, when.kind === 'latest' ? 0 : when.notAfter),
  );
}

function onlyDamaged(points: readonly Point[]): KopiDockaError {
  const [newest] = points;
  return new KopiDockaError('E_UNKNOWN_POINT', `none of the ${points.length} restore points is complete`, {
    hint: `Take one as it is with --point, for example ${newest?.id} of ${newest?.time} (${newest?.problems[0] ?? 'damaged'}).`,
  });
}

function unknownPoint(message: string, near: readonly Point[]): KopiDockaError {
  if (near.length === 0) return new KopiDockaError('E_UNKNOWN_POINT', message);
  const shown = near.slice(0, 3).map((point) => `${point.time} (${point.id.slice(0, 8)})`);
  return new KopiDockaError('E_UNKNOWN_POINT', message, {
    hint: `The nearest are ${shown.join(', ')}; see kopi-docka list.`,
  });
}

function newestFirst(points: readonly Point[]): readonly Point[] {
  return [...points].sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
}

function nearest(points: readonly Point[], time: number): readonly Point[] {
  const distance = (point: Point): number => Math.abs(Date.parse(point.time) - time);
  return [...points].sort((a, b) => distance(a) - distance(b));
}
