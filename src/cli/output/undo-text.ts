import { printable } from '../../host/text.ts';
import type { UndoPlan, UndoRecord, UndoResult } from '../../restore/types.ts';
import { containersText } from './containers-text.ts';
import { formatDuration } from './duration.ts';
import { formatLocalTime } from './local-time.ts';
import type { Look } from './look.ts';
import { notBackText } from './not-back-text.ts';
import { finding, sections } from './paragraph.ts';
import { type Column, table } from './table.ts';

/** The plan of an undo in plain words. */
export function undoPlanText(plan: UndoPlan, look: Look): string {
  return sections([
    `Put back what ${printable(plan.unit)} was before the restore ${printable(plan.id)} of ${formatLocalTime(plan.at)}:`,
    plan.targets.map((target) => targetText(target, look)).join('\n'),
    [
      containersText('Stopped for the exchange', plan.stop, look),
      containersText('Started after it', plan.start, look),
      ...plan.removedVolumes.map(
        (name) => `The restore made the volume ${printable(name)}; it is removed again if nobody uses it.`,
      ),
      ...plan.removedNetworks.map(
        (name) => `The restore made the network ${printable(name)}; it is removed again if nobody uses it.`,
      ),
      ...plan.removedFiles.map(
        (path) => `The restore wrote ${printable(path)}; it is removed again if nobody has changed it.`,
      ),
    ]
      .filter((line) => line !== null)
      .join('\n'),
    plan.refusals.map((refusal) => finding(null, refusal, look)).join('\n'),
  ]);
}

/** The result of an undo for people. */
export function undoResultText(result: UndoResult, look: Look): string {
  const { paint } = look;
  const done = `The restore ${printable(result.id)} of ${printable(result.unit)} is undone.`;
  return sections([
    result.status === 'success' ? paint.green(done) : paint.red(`${done} Not all is well, see below.`),
    result.putBack.map((name) => `  ${look.symbols.ok} ${printable(name)}`).join('\n'),
    [...result.warnings, ...result.errors].map((found) => finding(null, found, look)).join('\n'),
    result.downtimeMs === 0 ? null : `Containers were down for ${formatDuration(result.downtimeMs)}.`,
    notBackText(result.containersNotBack, look),
  ]);
}

/** The restores that can be undone, for people. */
export function undoListText(records: readonly UndoRecord[], look: Look): string {
  return records.length === 0 ? 'No restore can be undone.' : table(COLUMNS, records, look);
}

const COLUMNS: readonly Column<UndoRecord>[] = [
  { title: 'restore', cell: ({ id }) => id },
  { title: 'time', cell: ({ at }) => formatLocalTime(at) },
  { title: 'unit', cell: ({ unit }) => unit, min: 10 },
  { title: 'replaced', cell: ({ steps }) => steps.map(({ name }) => name).join(', '), min: 10 },
];

function targetText({ kind, name, live, hasLive }: UndoPlan['targets'][number], look: Look): string {
  const fate = hasLive ? 'what is there now is REPLACED, for good' : 'nothing is there now';
  return `  ${kind} ${look.paint.bold(printable(name))}\n    ${look.symbols.arrow} ${printable(live)}\n      ${fate}`;
}
