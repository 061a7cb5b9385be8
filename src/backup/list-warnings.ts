import type { Warning } from '../events.ts';
import type { Saved } from './read-sources.ts';
import type { StrategyResult } from './strategies/strategy.ts';
import type { UnitPlan } from './types.ts';

/** Everything worth saying of a unit that fails nothing: the plan's words, unclean stops, empty snapshots, what kopia can not hold. */
export function listWarnings(plan: UnitPlan, held: StrategyResult, saved: readonly Saved[]): readonly Warning[] {
  const lost = saved.flatMap(({ fidelity, warnings }) => [...warnings, ...(fidelity?.warnings ?? [])]);
  return [...plan.warnings, ...held.hold.forced.map(uncleanStop), ...saved.flatMap(excludesAll), ...lost];
}

/** A program that was killed had no time to bring its files into order. */
function uncleanStop(container: string): Warning {
  return {
    code: 'W_UNCLEAN_STOP',
    message: `container ${container} did not end in time and was killed: its data is as after a crash`,
    hint: 'Give it more time with stop_grace_period or kopi-docka.stop-timeout, or init: true if it ignores SIGTERM.',
  };
}

/** Tells of patterns that leave nothing over. Shape: whatever has a name, lay there, and was stored. */
function excludesAll({ source, snapshot, fidelity }: Saved): readonly Warning[] {
  const there = fidelity?.counts.files ?? 0;
  const isAll = source.exclude.length > 0 && source.format === 'direct' && snapshot.files === 0 && there > 0;
  return isAll ? [excludesAllOf(source, there)] : [];
}

/** The warning that the patterns of a source leave out every file of it. */
export function excludesAllOf(source: { readonly kind: string; readonly name: string }, files: number): Warning {
  return {
    code: 'W_EXCLUDES_ALL',
    message: `the excludes of ${source.kind} ${source.name} leave out all of its ${files} files`,
    hint: 'See kopi-docka backup --dry-run for what each pattern leaves out.',
  };
}
