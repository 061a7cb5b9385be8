import type { BackupPlan, PlannedMember, PlannedSource, UnitPlan } from '../../backup/types.ts';
import { printable } from '../../host/text.ts';
import type { Look } from './look.ts';
import { finding, sections } from './paragraph.ts';
import { count, formatSize } from './size.ts';
import { uncoveredText } from './uncovered-text.ts';

/** The plan of a backup for people: per unit what is stopped in which order, what is saved, what is left out and why. */
export function backupPlanText(plan: BackupPlan, look: Look): string {
  const { type, target } = plan.repository;
  return sections([
    `Plan for ${count(plan.units.length, 'unit')}, into the ${type} repository ${printable(target)}. Nothing is changed by --dry-run.`,
    ...plan.units.map((unit) => unitText(unit, look)),
    [...plan.warnings, ...plan.errors].map((found) => finding(null, found, look)).join('\n'),
    uncoveredText(plan.uncovered, look),
  ]);
}

function unitText(unit: UnitPlan, look: Look): string {
  const title = `${look.paint.bold(printable(unit.name))} (${unit.kind})`;
  if (unit.refused !== null) return `${title}\n${finding(null, unit.refused, look)}`;
  return [
    title,
    `  strategy  ${unit.strategy}: ${printable(unit.reason)}`,
    ...membersText('stop', unit.stop, look),
    ...unit.sources.flatMap((source) => [`  save      ${sourceText(source)}`, ...excludedText(source)]),
    ...membersText('start', unit.start, look),
    ...unit.left.map(({ name, reason }) => `  leave     ${printable(name)}: ${printable(reason)}`),
    ...unit.uncovered
      .filter(({ waived }) => !waived)
      .map((gap) => `  NOT SAVED ${gap.kind} ${printable(gap.name)}: ${printable(gap.reason)}`),
    ...unit.warnings.map((warning) => finding(null, warning, look)),
  ].join('\n');
}

function membersText(verb: string, levels: UnitPlan['stop'], look: Look): readonly string[] {
  if (levels.length === 0) return [];
  const order = levels.map((level) => level.map(memberName).join(', ')).join(` ${look.symbols.arrow} `);
  return [`  ${verb.padEnd(8)}  ${order}`];
}

function memberName({ name, foreign }: PlannedMember): string {
  return foreign === null ? printable(name) : `${printable(name)} (of ${printable(foreign)})`;
}

function sourceText({ kind, name, format, readable, exclude }: PlannedSource): string {
  const how = readable === 'direct' ? format : `${format}, read by ${readable}`;
  const without = exclude.length === 0 ? '' : `, without ${exclude.map(printable).join(' ')}`;
  return `${kind} ${printable(name)} (${how}${without})`;
}

/** What each pattern leaves out, one line each. */
function excludedText({ excluded }: PlannedSource): readonly string[] {
  if (excluded === undefined) return [];
  const lines = excluded?.map(({ pattern, files, bytes }) => {
    const what = files === 0 ? 'nothing' : `${count(files, 'file')}, ${formatSize(bytes)}`;
    return `${printable(pattern)} leaves out ${what}`;
  }) ?? ['what the patterns leave out is seen only while it is read'];
  return lines.map((line) => `              ${line}`);
}
