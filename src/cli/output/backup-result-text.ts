import type { BackupResult, Status, UnitResult } from '../../backup/types.ts';
import { printable } from '../../host/text.ts';
import { createdText } from './created-text.ts';
import { formatDuration } from './duration.ts';
import type { Look } from './look.ts';
import { notBackText } from './not-back-text.ts';
import type { Notices } from './notices.ts';
import { finding, sections } from './paragraph.ts';
import { shortId } from './short-id.ts';
import { count, formatSize } from './size.ts';
import { type Column, table } from './table.ts';
import { uncoveredText } from './uncovered-text.ts';

const WORDS: Readonly<Record<Status, string>> = {
  success: 'saved',
  partial: 'saved in part',
  failed: 'FAILED',
  interrupted: 'interrupted',
};

/** The result of a backup for people. */
export function backupResultText(result: BackupResult, notices: Notices, look: Look): string {
  return sections([
    result.units.length === 0 ? null : table(columns(result.units, look), result.units, look),
    findings(result, notices, look),
    uncoveredText(result.uncovered, look),
    createdText(notices.created, look),
    notBackText(result.containersNotBack, look),
    summary(result, look),
  ]);
}

function columns(units: readonly UnitResult[], look: Look): readonly Column<UnitResult>[] {
  const ids = units.flatMap(({ point }) => (point === null ? [] : [point]));
  return [
    { title: 'unit', cell: (unit) => unit.name, min: 12 },
    {
      title: 'result',
      cell: (unit) => WORDS[unit.status],
      paint: (text, unit) => paintStatus(text, unit.status, look),
    },
    { title: 'down', cell: ({ downtimeMs }) => (downtimeMs === 0 ? '-' : formatDuration(downtimeMs)), right: true },
    { title: 'took', cell: (unit) => formatDuration(unit.durationMs), right: true },
    { title: 'files', cell: (unit) => String(sum(unit, 'files')), right: true, optional: true },
    { title: 'size', cell: (unit) => formatSize(sum(unit, 'bytes')), right: true },
    { title: 'new', cell: (unit) => formatSize(sum(unit, 'newBytes')), right: true, optional: true },
    { title: 'point', cell: (unit) => (unit.point === null ? '-' : shortId(unit.point, ids)) },
  ];
}

function findings({ units, errors }: BackupResult, notices: Notices, look: Look): string {
  return [
    ...notices.recovered.map((what) => `recovered from an earlier run: ${printable(what)}`),
    ...[...notices.warnings, ...errors].map((found) => finding(null, found, look)),
    ...units.flatMap((unit) => [...unit.warnings, ...unit.errors].map((found) => finding(unit.name, found, look))),
  ].join('\n');
}

function summary(result: BackupResult, look: Look): string {
  const saved = result.units.filter(({ status }) => status === 'success').length;
  const took = formatDuration(Date.parse(result.finishedAt) - Date.parse(result.startedAt));
  const { type, target } = result.repository;
  if (result.units.length === 0) return 'There is nothing to save: no unit was found.';
  return paintStatus(
    `${saved} of ${count(result.units.length, 'unit')} saved in ${took}, into the ${type} repository ${printable(target)}.`,
    result.status,
    look,
  );
}

function sum(unit: UnitResult, field: 'files' | 'bytes' | 'newBytes'): number {
  return unit.snapshots.reduce((total, snapshot) => total + snapshot[field], 0);
}

function paintStatus(text: string, status: Status, { paint }: Look): string {
  if (status === 'success') return paint.green(text);
  return status === 'partial' ? paint.yellow(text) : paint.red(text);
}
