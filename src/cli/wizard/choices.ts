import { printable } from '../../host/text.ts';
import type { Point, PointEntry } from '../../points/types.ts';
import type { Choice } from '../ask.ts';
import { formatAge } from '../output/duration.ts';
import { formatLocalTime } from '../output/local-time.ts';
import { sizeOf, stateOf } from '../output/points-text.ts';
import { count, formatSize } from '../output/size.ts';

/** The hosts that have points, this one first. */
export function hostChoices(points: readonly Point[], here: string): readonly Choice<string>[] {
  const hosts = [...new Set(points.map(({ host }) => host))].sort();
  const ordered = hosts.includes(here) ? [here, ...hosts.filter((host) => host !== here)] : hosts;
  return ordered.map((host) => ({ value: host, name: printable(host) + (host === here ? ' (this host)' : '') }));
}

/** The units that have points, by name, each with its number of points and the age of the newest. */
export function unitChoices(points: readonly Point[], now: number): readonly Choice<string>[] {
  const units = [...new Set(points.map(({ unit }) => unit))].sort();
  return units.map((unit) => {
    const times = points.filter((point) => point.unit === unit).map(({ time }) => Date.parse(time));
    const age = formatAge(now - Math.max(...times));
    return { value: unit, name: `${printable(unit)}  (${count(times.length, 'point')}, newest ${age} ago)` };
  });
}

/** The points, newest first: date, age, size, format, and whether they are whole. */
export function pointChoices(points: readonly Point[], now: number): readonly Choice<Point>[] {
  const newestFirst = [...points].sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
  return newestFirst.map((point) => {
    const age = `${formatAge(now - Date.parse(point.time))} ago`;
    const facts = [formatLocalTime(point.time), age, formatSize(sizeOf(point)), point.format, stateOf(point)];
    return { value: point, name: facts.join('  ') };
  });
}

/** The volumes and binds of a point, each with its size, and with its damage where it has one. */
export function entryChoices(point: Point): readonly Choice<PointEntry>[] {
  return point.entries.map((entry) => {
    const damage = entry.problem === null ? '' : `, ${printable(entry.problem)}`;
    return {
      value: entry,
      name: `${entry.kind} ${printable(entry.name)}  (${formatSize(entry.snapshot.bytes)}${damage})`,
    };
  });
}
