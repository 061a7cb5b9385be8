import type { Warning } from '../events.ts';
import type { Saved } from './read-sources.ts';
import type { StagedRecipe } from './stage-recipe.ts';
import type { UnitPlan } from './types.ts';

/** Everything worth saying of a unit that fails nothing: what the plan said, files that are missing, what kopia can not hold. */
export function listWarnings(plan: UnitPlan, recipe: StagedRecipe, saved: readonly Saved[]): readonly Warning[] {
  const lost = saved.flatMap(({ fidelity, warnings }) => [...warnings, ...(fidelity?.warnings ?? [])]);
  return [...plan.warnings, ...recipe.missing.map(missingFile), ...saved.flatMap(excludesAll), ...lost];
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

function missingFile(file: StagedRecipe['missing'][number]): Warning {
  return {
    code: 'W_PROJECT_FILE',
    message: `project file ${file.path} is not saved: ${file.reason}`,
    hint: 'Make it readable here, or keep a copy of it elsewhere.',
  };
}
