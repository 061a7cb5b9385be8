import type { Point } from '../../points/types.ts';

/** The document of `list --json` (docs/contract.md §4). */
export function pointsDocument(points: readonly Point[]): object {
  return { schema: 'kopi-docka/list/1', points: points.map(pointDocument) };
}

/** One point as JSON shows it. */
export function pointDocument(point: Point): object {
  const { id, unit, kind, host, time, format, sealed, complete, pinned, tool } = point;
  const entries = (of: 'volume' | 'bind') =>
    point.entries
      .filter((entry) => entry.kind === of)
      .map(({ name, problem, snapshot }) => ({ name, bytes: snapshot.bytes, files: snapshot.files, problem }));
  return {
    id,
    unit,
    kind,
    host,
    time,
    format,
    sealed,
    complete,
    pinned,
    volumes: entries('volume'),
    binds: entries('bind'),
    tool,
  };
}
