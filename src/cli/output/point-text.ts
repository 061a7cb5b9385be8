import { commandLine, printable } from '../../host/text.ts';
import type { Point, PointEntry, Seal } from '../../points/types.ts';
import type { KnownUnit } from '../../restore/known-unit.ts';
import { formatAge, formatDuration } from './duration.ts';
import { formatLocalTime } from './local-time.ts';
import type { Look } from './look.ts';
import { sections } from './paragraph.ts';
import { stateOf } from './points-text.ts';
import { formatSize } from './size.ts';
import { type Column, table } from './table.ts';

/** One restore point for people: how it was made, what it holds, and what is wrong with it. */
export function pointText(point: Point, seal: Seal | null, known: KnownUnit, look: Look): string {
  return sections([
    factsOf(point, seal, look)
      .map(([title, fact]) => `${title.padEnd(9)} ${printable(fact)}`)
      .join('\n'),
    point.entries.length === 0 ? 'It holds no volume and no bind.' : table(COLUMNS, point.entries, look),
    besideText(point, known, look),
    list('Not whole:', point.problems, look),
    list('Held much less than in the last good point:', seal?.suspect ?? [], look),
    list('Said when it was made:', seal?.warnings.map(({ message }) => message) ?? [], look),
    list('Saved by no run:', seal?.uncovered.map(({ kind, name, reason }) => `${kind} ${name}: ${reason}`) ?? [], look),
  ]);
}

/** What a restore of the unit can make again beside the data, and how to get what it does not. */
function besideText(point: Point, { networks, project, engineFiles }: KnownUnit, { paint }: Look): string | null {
  const lines = [
    ...networks.map(({ name, pools }) => ['network', [name, ...pools.map(({ subnet }) => subnet)].join(' ')] as const),
    ...(project?.files ?? []).map(({ path, stored }) => ['file', path ?? `${stored}, from an unknown place`] as const),
    ...engineFiles.map(({ stored }) => ['engine', stored] as const),
  ];
  if (lines.length === 0) return null;
  const get = commandLine(['kopi-docka', 'restore', point.unit, '--point', point.id, '--to-dir', 'DIR']);
  return [
    ...lines.map(([what, which]) => `${what.padEnd(8)} ${printable(which)}`),
    ...(project === null && engineFiles.length === 0 ? [] : [`${paint.dim('get the files with')} ${printable(get)}`]),
  ].join('\n');
}

function factsOf(point: Point, seal: Seal | null, { now }: Look): readonly (readonly [string, string])[] {
  const facts: readonly (readonly [string, string])[] = [
    ['point', point.id],
    ['unit', `${point.unit} (${point.kind})`],
    ['host', `${point.user}@${point.host}`],
    ['time', `${formatLocalTime(point.time)} (${formatAge(now - Date.parse(point.time))} ago)`],
    ['state', stateOf(point)],
    ['tool', point.tool],
  ];
  if (seal === null) return facts;
  const members = seal.members.map(({ name, state }) => `${name} (${state})`);
  return [
    ...facts,
    ['strategy', `${seal.strategy}; data was ${seal.consistency}`],
    ['downtime', formatDuration(seal.downtimeMs)],
    ...(members.length === 0 ? [] : [['members', members.join(', ')] as const]),
  ];
}

const COLUMNS: readonly Column<PointEntry>[] = [
  { title: 'kind', cell: ({ kind }) => kind },
  { title: 'name', cell: ({ name }) => name, min: 12 },
  { title: 'format', cell: ({ format }) => format },
  { title: 'files', cell: ({ snapshot }) => String(snapshot.files), right: true },
  { title: 'size', cell: ({ snapshot }) => formatSize(snapshot.bytes), right: true },
  { title: 'snapshot', cell: ({ snapshot }) => snapshot.id, optional: true },
];

function list(title: string, lines: readonly string[], { paint }: Look): string | null {
  return lines.length === 0 ? null : [paint.yellow(title), ...lines.map((line) => `  ${printable(line)}`)].join('\n');
}
