import { printable } from '../../host/text.ts';
import type { RestorePlan, RestoreTarget } from '../../restore/types.ts';
import { containersText } from './containers-text.ts';
import { formatAge } from './duration.ts';
import { formatLocalTime } from './local-time.ts';
import type { Look } from './look.ts';
import { finding, paragraph, sections } from './paragraph.ts';
import { count, formatSize } from './size.ts';

/** The plan of a restore in plain words: what is replaced, what is stopped, the space it needs, what can be undone. */
export function restorePlanText(plan: RestorePlan, look: Look): string {
  const age = formatAge(look.now - Date.parse(plan.time));
  return sections([
    paragraph(
      `Restore ${look.paint.bold(printable(plan.unit))} as it was on ${formatLocalTime(plan.time)} (${age} ago), from point ${printable(plan.point)} of the host ${printable(plan.host)}:`,
      look,
    ),
    [...plan.targets.map((target) => targetText(target, plan.undo, look)), ...partsText(plan, look)].join('\n'),
    [
      containersText('Stopped for the exchange', plan.stop, look),
      containersText('Started after it', plan.start, look),
      `Space needed: ${formatSize(plan.bytesNeeded)}.`,
      undoText(plan),
    ]
      .filter((line) => line !== null)
      .join('\n'),
    [...plan.warnings, ...plan.refusals].map((found) => finding(null, found, look)).join('\n'),
  ]);
}

function targetText(
  { kind, name, target, hadLive, create, files, bytes }: RestoreTarget,
  undo: boolean,
  look: Look,
): string {
  const fate = create !== null ? 'the volume is made again' : hadLive ? replaced(undo) : 'nothing is there now';
  const amount = `${count(files, 'file')}, ${formatSize(bytes)}`;
  return `  ${kind} ${look.paint.bold(printable(name))} (${amount})\n    ${look.symbols.arrow} ${printable(target)}\n      ${fate}`;
}

/** What else of the unit is made: it was there at the time of the backup, and is gone. */
function partsText({ networks, files }: RestorePlan, { paint }: Look): readonly string[] {
  return [
    ...networks.map(({ name, pools }) => {
      const subnets = pools.length === 0 ? '' : ` (${pools.map(({ subnet }) => printable(subnet)).join(', ')})`;
      return `  network ${paint.bold(printable(name))}${subnets}\n      the network is made again`;
    }),
    ...files.map(({ path }) => `  file ${paint.bold(printable(path))}\n      the file is written again`),
  ];
}

function replaced(undo: boolean): string {
  return undo ? 'what is there now is REPLACED, and kept for undo' : 'what is there now is REPLACED, and NOT kept';
}

function undoText({ undo, targets }: RestorePlan): string | null {
  if (!targets.some(({ hadLive }) => hadLive)) return null;
  return undo ? 'It can be put back with kopi-docka undo.' : 'It can NOT be put back (--no-undo).';
}
