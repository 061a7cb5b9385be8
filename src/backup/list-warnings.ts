import type { Warning } from '../events.ts';
import type { Saved } from './read-sources.ts';
import type { UnitPlan } from './types.ts';

/** Everything worth saying of a unit that fails nothing: what the plan said, empty snapshots, what kopia can not hold. */
export function listWarnings(plan: UnitPlan, saved: readonly Saved[]): readonly Warning[] {
  const lost = saved.flatMap(({ fidelity, warnings }) => [...warnings, ...(fidelity?.warnings ?? [])]);
  return [...plan.warnings, ...saved.flatMap(excludesAll), ...lost];
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
