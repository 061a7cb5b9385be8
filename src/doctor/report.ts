import { ERRORS } from '../errors.ts';
import { within } from '../host/within.ts';
import { CHECKS } from './checks/index.ts';
import { info, thrown } from './observations.ts';
import { once } from './once.ts';
import type { Check, DoctorContext, DoctorReport, Finding, Observation } from './types.ts';

/** How long one check may take; a repository far away needs some seconds. */
const DEADLINE_MS = 60_000;

/**
 * Runs all checks and reports what they found, in the order of the list.
 *
 * Promise Changes nothing. A check that fails or hangs becomes a finding and stops no other. One cause is reported as an error
 *         once: checks that build on what is broken say that they could not look.
 */
export async function runDoctor(
  context: DoctorContext,
  options: { readonly checks?: readonly Check[]; readonly deadlineMs?: number } = {},
): Promise<DoctorReport> {
  const { checks = CHECKS, deadlineMs = DEADLINE_MS } = options;
  const shared = once(context);
  const observed = await Promise.all(checks.map((check) => observe(check, shared, deadlineMs)));
  return reportOf(withoutRepeats(observed.flat()));
}

/** The report of a configuration that can not be used: without it no check can look. */
export function reportBrokenConfig(cause: unknown): DoctorReport {
  return reportOf([{ check: 'config', ...thrown(cause) }]);
}

function reportOf(findings: readonly Finding[]): DoctorReport {
  return {
    schema: 'kopi-docka/doctor/1',
    healthy: findings.every(({ severity }) => severity !== 'error'),
    exitCode: worstExitCode(findings),
    findings,
  };
}

async function observe(check: Check, context: DoctorContext, deadlineMs: number): Promise<readonly Finding[]> {
  const work = within(deadlineMs, `the check ${check.name}`, check.run(context));
  const observations = await work.catch((cause): readonly Observation[] => [thrown(cause)]);
  return observations.map((observation) => ({ check: check.name, ...observation }));
}

function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  const first = new Map<string, Finding>();
  return findings.map((finding) => {
    if (finding.severity !== 'error') return finding;
    const before = first.get(finding.message);
    if (before === undefined) first.set(finding.message, finding);
    return before === undefined || before.check === finding.check
      ? finding
      : { check: finding.check, ...info(`not looked at, because of ${before.check}`, before.fix) };
  });
}

/** Containers that are down come first, as in every exit code; then the first error, on which later ones may rest. */
function worstExitCode(findings: readonly Finding[]): number {
  const codes = findings.flatMap(({ severity, code }) =>
    severity === 'error' ? [ERRORS[code ?? 'E_INTERNAL'].exit] : [],
  );
  return codes.includes(ERRORS.E_NOT_BACK.exit) ? ERRORS.E_NOT_BACK.exit : (codes[0] ?? 0);
}
