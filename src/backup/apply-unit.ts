import { asKopiDockaError, ERRORS, type Failure, foldExitCodes } from '../errors.ts';
import { monotonicMs } from '../host/clock.ts';
import type { Unit } from '../units/types.ts';
import type { RunContext } from './context.ts';
import type { Saved } from './read-sources.ts';
import { type SavedUnit, saveUnit } from './save-unit.ts';
import { removeStaged, type StagedRecipe, stageRecipe } from './stage-recipe.ts';
import type { SurveyedWorld } from './tools.ts';
import type { SnapshotResult, Status, UnitPlan, UnitResult } from './types.ts';

/** What became of one unit; `notBack` names containers that the run stopped and could not start again. */
export interface UnitOutcome {
  readonly result: UnitResult;
  readonly exitCode: number;
  readonly notBack: readonly string[];
}

/**
 * Applies the plan of one unit: recipe, window, proof, seal.
 *
 * Promise Never rejects; whatever happens, what was stopped is given back first, and the result says what is wrong by name.
 */
export async function applyUnit(
  plan: UnitPlan,
  unit: Unit,
  world: SurveyedWorld,
  context: RunContext,
): Promise<UnitOutcome> {
  const begun = monotonicMs();
  context.emit({ type: 'unit-started', unit: plan.name });
  const applied = await stageAndApply(plan, unit, world, context);
  const status = statusOf(applied, context.signal);
  const downtimeMs = applied.held?.hold.downtimeMs ?? 0;
  const durationMs = Math.round(monotonicMs() - begun);
  for (const warning of applied.warnings) context.emit({ type: 'warning', unit: plan.name, warning });
  for (const failure of applied.errors) context.emit({ type: 'error', unit: plan.name, failure });
  context.emit({ type: 'unit-ended', unit: plan.name, status, downtimeMs, durationMs });
  return {
    exitCode: foldExitCodes([...new Set(applied.errors.map((failure) => ERRORS[failure.code].exit))]),
    notBack: applied.held?.hold.notBack.map(({ name }) => name) ?? [],
    result: {
      name: plan.name,
      kind: plan.kind,
      status,
      strategy: plan.strategy,
      format: formatOf(plan),
      point: applied.point,
      downtimeMs,
      durationMs,
      snapshots: applied.saved.map(toSnapshotResult),
      warnings: applied.warnings,
      errors: applied.errors,
    },
  };
}

async function stageAndApply(
  plan: UnitPlan,
  unit: Unit,
  world: SurveyedWorld,
  context: RunContext,
): Promise<SavedUnit> {
  const failed = (failure: Failure): SavedUnit => ({
    held: null,
    saved: [],
    point: null,
    warnings: plan.warnings,
    errors: [failure],
  });
  if (plan.refused !== null) return failed(plan.refused);
  let recipe: StagedRecipe | null = null;
  try {
    recipe = stageRecipe(unit, world.inventory, world.projects.get(unit.name) ?? null, {
      cacheFolder: context.places.cache,
      redactEnvironment: context.config.backup.redactEnvironment,
    });
    return await saveUnit(plan, unit, recipe, context);
  } catch (cause) {
    return failed(asKopiDockaError(cause).toFailure());
  } finally {
    if (recipe !== null) removeStaged(recipe);
  }
}

function statusOf(applied: SavedUnit, signal: AbortSignal): Status {
  if (applied.point === null) return signal.aborted ? 'interrupted' : 'failed';
  return applied.errors.length === 0 ? 'success' : 'partial';
}

function formatOf(plan: UnitPlan): UnitResult['format'] {
  const formats = new Set(plan.sources.map((source) => source.format));
  return formats.size > 1 ? 'mixed' : ([...formats][0] ?? 'direct');
}

function toSnapshotResult({ source, snapshot, newBytes }: Saved): SnapshotResult {
  return {
    ...{ kind: source.kind, name: source.name, format: source.format, source: source.source },
    ...{ id: snapshot.id, files: snapshot.files, bytes: snapshot.bytes, newBytes },
    failedFiles: snapshot.failedFiles + snapshot.ignoredErrors,
  };
}
