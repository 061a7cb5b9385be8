import { printable } from '../../host/text.ts';
import type { RestoreResult } from '../../restore/types.ts';
import { shellWord } from '../shell-word.ts';
import { formatDuration } from './duration.ts';
import type { Look } from './look.ts';
import { notBackText } from './not-back-text.ts';
import { finding, sections } from './paragraph.ts';
import { count, formatSize } from './size.ts';

const TITLES: Readonly<Record<RestoreResult['status'], string>> = {
  success: 'Restored',
  partial: 'Restored in part',
  failed: 'NOT restored',
  interrupted: 'Interrupted',
};

/** The result of a restore for people. */
export function restoreResultText(result: RestoreResult, look: Look): string {
  const { paint } = look;
  const title = `${TITLES[result.status]} from point ${printable(result.point)}.`;
  return sections([
    result.status === 'success' ? paint.green(title) : paint.red(title),
    result.restored.map((one) => restoredText(one, look)).join('\n'),
    [...result.warnings, ...result.errors].map((found) => finding(null, found, look)).join('\n'),
    result.downtimeMs === 0 ? null : `Containers were down for ${formatDuration(result.downtimeMs)}.`,
    result.undo === null
      ? null
      : `What was there before is kept: kopi-docka undo ${shellWord(printable(result.undo))} puts it back.`,
    notBackText(result.containersNotBack, look),
  ]);
}

function restoredText(
  { kind, name, target, files, bytes }: RestoreResult['restored'][number],
  { symbols }: Look,
): string {
  if (kind === 'network') return `  network ${printable(name)} (made again)`;
  if (kind === 'file') return `  file ${printable(target)} (written again)`;
  const amount = `${count(files, 'file')}, ${formatSize(bytes)}`;
  return `  ${kind} ${printable(name)} ${symbols.arrow} ${printable(target)} (${amount})`;
}
