import type { Point } from '../../points/types.ts';

/** The document of `list --json` (docs/contract.md §4). */
export function pointsDocument(points: readonly Point[]): object {
  return { schema: 'kopi-docka/list/1', points: points.map(pointDocument) };
}

/** One point as JSON shows it: without what kopia alone needs to know. */
export function pointDocument({ user: _user, entries, recipe: _recipe, others: _others, ...point }: Point): object {
  const of = (kind: 'volume' | 'bind') =>
    entries
      .filter((entry) => entry.kind === kind)
      .map(({ name, problem, snapshot }) => ({ name, bytes: snapshot.bytes, files: snapshot.files, problem }));
  return { ...point, volumes: of('volume'), binds: of('bind') };
}
