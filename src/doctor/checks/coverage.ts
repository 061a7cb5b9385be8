import type { Uncovered } from '../../units/types.ts';
import { ok, problem, warned, warning } from '../observations.ts';
import type { Check, Observation } from '../types.ts';

/** Whether there is persistent data that no run saves and nobody has waived, and labels of ours that nobody understands. */
export const coverageCheck: Check = {
  name: 'coverage',
  async run(context) {
    const discovery = await context.discover();
    const { strict } = context.loaded.config.backup;
    const gaps = [...discovery.uncovered, ...discovery.units.flatMap((unit) => unit.uncovered)];
    const findings = [
      ...gaps.filter((gap) => !gap.waived).map((gap) => judge(gap, strict)),
      ...discovery.unknownLabels.map(({ on, label }) =>
        warning(`${on} has the unknown label ${label}`, 'Correct or remove that label.'),
      ),
      ...discovery.warnings.map(warned),
    ];
    return findings.length === 0 ? [ok('all persistent data is saved or waived')] : findings;
  },
};

function judge({ kind, name, reason }: Uncovered, strict: boolean): Observation {
  const message = `${kind} ${name} is saved by no run: ${reason}`;
  const fix = 'Save it with a rule under units: in the config, or waive it there by name.';
  return strict ? problem('E_UNCOVERED', message, fix) : warning(message, fix);
}
