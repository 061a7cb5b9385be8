import type { DoctorReport, Finding } from '../../doctor/types.ts';
import { printable } from '../../host/text.ts';
import type { Look } from './look.ts';
import { count } from './size.ts';

/** What doctor found, for people: a line each, and below it what mends it. */
export function doctorText({ findings, healthy }: DoctorReport, look: Look): string {
  const width = Math.max(0, ...findings.map(({ check }) => check.length));
  return [...findings.map((finding) => findingText(finding, width, look)), '', summary(findings, healthy, look)].join(
    '\n',
  );
}

function findingText({ check, severity, message, fix }: Finding, width: number, look: Look): string {
  const line = `${mark(severity, look)} ${printable(check).padEnd(width)}  ${printable(message)}`;
  return fix === null ? line : `${line}\n${' '.repeat(width + 11)}${look.paint.dim(`mend: ${printable(fix)}`)}`;
}

/** Always eight columns wide. */
function mark(severity: Finding['severity'], { paint }: Look): string {
  const word = severity.padEnd(8);
  if (severity === 'error') return paint.red(word);
  if (severity === 'warning') return paint.yellow(word);
  return severity === 'ok' ? paint.green(word) : word;
}

function summary(findings: readonly Finding[], healthy: boolean, { paint }: Look): string {
  const number = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  const warnings = count(number('warning'), 'warning');
  return healthy ? paint.green(`Healthy; ${warnings}.`) : paint.red(`${count(number('error'), 'error')}, ${warnings}.`);
}
