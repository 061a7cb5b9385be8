import { printable } from '../../host/text.ts';
import { formatDuration } from './duration.ts';
import type { Look } from './look.ts';
import type { ProgressState, SourceProgress, UnitProgress } from './progress-state.ts';
import { formatSize } from './size.ts';
import { cutMiddle, displayWidth } from './width.ts';

const BAR = 16;

/**
 * Draws the units under way: a line each, and a line below it for each of its volumes.
 *
 * Promise Pure. No line is wider than the look, no more lines than `rows`; what is left out is counted on the last.
 */
export function progressText(state: ProgressState, now: number, look: Look, rows: number): readonly string[] {
  const lines = [...state].flatMap(([name, unit]) => [
    unitLine(name, unit, now, look),
    ...[...unit.sources].map(([source, progress]) => sourceLine(source, progress, look)),
  ]);
  if (lines.length <= rows) return lines;
  return [...lines.slice(0, Math.max(0, rows - 1)), `  and ${lines.length - Math.max(0, rows - 1)} more`];
}

function unitLine(name: string, unit: UnitProgress, now: number, look: Look): string {
  const text = `${look.symbols.working} ${printable(name)}  ${printable(unit.doing)}${downtime(unit, now)}`;
  return cutMiddle(text, look.width, look.symbols.cut);
}

function downtime(unit: UnitProgress, now: number): string {
  if (unit.downSince !== null) return `, down ${formatDuration(now - unit.downSince)}`;
  return unit.downtimeMs === null ? '' : `, was down ${formatDuration(unit.downtimeMs)}`;
}

function sourceLine(source: string, progress: SourceProgress, look: Look): string {
  const tail = tailOf(progress, look);
  const room = Math.max(8, look.width - displayWidth(tail) - 6);
  return cutMiddle(
    `    ${cutMiddle(printable(source), room, look.symbols.cut)}  ${tail}`,
    look.width,
    look.symbols.cut,
  );
}

function tailOf({ phase, doneBytes, totalBytes }: SourceProgress, look: Look): string {
  if (phase !== 'reading') return `${phase}, ${formatSize(doneBytes)}`;
  if (totalBytes === null || totalBytes === 0) return formatSize(doneBytes);
  const share = Math.min(1, doneBytes / totalBytes);
  const full = Math.floor(share * BAR);
  const bar = look.symbols.full.repeat(full) + look.symbols.empty.repeat(BAR - full);
  return `${bar} ${Math.floor(share * 100)} %  ${formatSize(doneBytes)} of ${formatSize(totalBytes)}`;
}
