import { KopiDockaError } from '../errors.ts';
import { isWithin } from '../host/mounts.ts';
import type { Point, PointEntry } from '../points/types.ts';
import type { RestoreRequest } from './types.ts';

/**
 * Chooses which volumes and binds of a point are asked for.
 *
 * Errors  E_USAGE when the point holds no volume or bind of a given name; the hint lists the names it holds.
 * Promise Nothing named means everything, but for a bind inside another one, which comes back with that. With `--to-volume`
 *         alone only the volumes that it maps.
 */
export function chooseEntries(
  point: Point,
  request: Pick<RestoreRequest, 'volumes' | 'toVolume'>,
): readonly PointEntry[] {
  const mapped = Object.keys(request.toVolume);
  for (const name of mapped) requireEntry(point, name, ['volume']);
  for (const name of request.volumes) requireEntry(point, name, ['volume', 'bind']);
  const wanted = new Set([...request.volumes, ...mapped]);
  if (wanted.size > 0) return point.entries.filter((entry) => wanted.has(entry.name));
  return point.entries.filter((entry) => !isNested(entry, point.entries));
}

/** Source  The Python tool saved each bind by itself, also one that lies in another. */
function isNested(inner: PointEntry, entries: readonly PointEntry[]): boolean {
  const binds = entries.filter(({ kind, name }) => kind === 'bind' && name !== inner.name);
  return inner.kind === 'bind' && binds.some((outer) => isWithin(inner.name, outer.name));
}

function requireEntry(point: Point, name: string, kinds: readonly PointEntry['kind'][]): void {
  const candidates = point.entries.filter((entry) => kinds.includes(entry.kind));
  if (candidates.some((entry) => entry.name === name)) return;
  const names = candidates.map((entry) => entry.name).join(', ');
  throw new KopiDockaError('E_USAGE', `point ${point.id} of ${point.unit} holds no ${kinds.join(' or ')} ${name}`, {
    hint: names === '' ? `It holds no ${kinds.join(' or ')} at all.` : `It holds: ${names}.`,
  });
}
