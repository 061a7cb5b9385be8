import { printable } from '../../host/text.ts';
import type { Point } from '../../points/types.ts';
import { formatLocalTime } from './local-time.ts';
import type { Look } from './look.ts';
import { sections } from './paragraph.ts';
import { shortId } from './short-id.ts';
import { formatSize } from './size.ts';
import { type Column, table } from './table.ts';

/** How the list of points is to be shown. `ids` are all ids that a short one must not be mistaken for. */
export interface PointsView {
  readonly ids: readonly string[];
  readonly showHost: boolean;
  readonly verbose: boolean;
}

/** The list of restore points for people, in the order given. */
export function pointsText(points: readonly Point[], view: PointsView, look: Look): string {
  if (points.length === 0) return 'No restore points.';
  return sections([table(columns(view, look), points, look), view.verbose ? problemsText(points, view) : null]);
}

/** What is to be known of a point before one trusts it: `sealed`, `incomplete`, `unsealed`, and whether it is pinned. */
export function stateOf({ sealed, complete, pinned }: Point): string {
  const state = !sealed ? 'unsealed' : complete ? 'sealed' : 'incomplete';
  return pinned ? `${state}, pinned` : state;
}

/** Bytes of all volumes and binds of a point. */
export function sizeOf(point: Point): number {
  return point.entries.reduce((sum, { snapshot }) => sum + snapshot.bytes, 0);
}

function columns({ ids, showHost, verbose }: PointsView, look: Look): readonly Column<Point>[] {
  const columns: readonly (Column<Point> | null)[] = [
    { title: 'time', cell: (point) => formatLocalTime(point.time) },
    showHost ? { title: 'host', cell: (point) => point.host, min: 8 } : null,
    { title: 'unit', cell: (point) => point.unit, min: 10 },
    { title: 'id', cell: (point) => (verbose ? point.id : shortId(point.id, ids)) },
    { title: 'format', cell: (point) => point.format },
    { title: 'volumes', cell: (point) => String(point.entries.length), right: true, optional: true },
    { title: 'size', cell: (point) => formatSize(sizeOf(point)), right: true },
    { title: 'state', cell: stateOf, paint: (text, point) => paintState(text, point, look) },
    { title: 'tool', cell: (point) => point.tool, min: 8, optional: true },
  ];
  return columns.filter((column) => column !== null);
}

function problemsText(points: readonly Point[], { ids }: PointsView): string {
  return points
    .flatMap(({ id, problems }) => problems.map((problem) => `${shortId(id, ids)}: ${printable(problem)}`))
    .join('\n');
}

function paintState(text: string, { sealed, complete }: Point, { paint }: Look): string {
  return sealed && complete ? paint.green(text) : paint.yellow(text);
}
