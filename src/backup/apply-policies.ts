import type { Config } from '../config/types.ts';
import { choosePolicyChanges, sourcePolicy } from '../kopia/choose-policy.ts';
import type { Kopia } from '../kopia/types.ts';
import type { BackupPlan, PlannedSource } from './types.ts';

/**
 * Brings kopia's policies of all planned sources to what the plan says, in one import, and only where they differ.
 *
 * Promise Done before anything stops. The repository's global policy is not touched.
 */
export async function applyPolicies(plan: BackupPlan, kopia: Kopia, config: Config): Promise<void> {
  const { compression } = config.policy;
  const wanted = Object.fromEntries([
    ...plan.units.flatMap((unit) =>
      unit.sources.map((source) => [source.source, sourcePolicy({ exclude: excludeOf(source), compression })]),
    ),
    ...plan.units.map((unit) => [unit.recipeSource, sourcePolicy({ exclude: [], compression })]),
  ]);
  const changes = choosePolicyChanges(await kopia.exportPolicies(), wanted);
  if (Object.keys(changes).length > 0) await kopia.importPolicies(changes);
}

/** Of an archive kopia sees one file with a name of ours, which no pattern may hit: what is left out never gets into it. */
function excludeOf({ format, exclude }: PlannedSource): readonly string[] {
  return format === 'tar' ? [] : exclude;
}
