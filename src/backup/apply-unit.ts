import { randomUUID } from 'node:crypto';
import type { Inventory } from '../docker/types.ts';
import { asKopiDockaError, ERRORS, type Failure, foldExitCodes, KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { monotonicMs, timestamp } from '../host/clock.ts';
import { bindTags, type RunTags, volumeTags } from '../points/tags.ts';
import type { Unit } from '../units/types.ts';
import { VERSION } from '../version.ts';
import { confirmListed } from './confirm-listed.ts';
import type { RunContext } from './context.ts';
import { findTorn } from './find-torn.ts';
import { judgeSnapshot } from './judge-snapshot.ts';
import { listProblems } from './list-problems.ts';
import type { Saved, TagsOf } from './read-sources.ts';
import { type SealFacts, sealPoint } from './seal-point.ts';
import { removeStaged, type StagedRecipe, stageRecipe } from './stage-recipe.ts';
import { none } from './strategies/none.ts';
import { pause } from './strategies/pause.ts';
import { stop } from './strategies/stop.ts';
import type { ApplyStrategy, StrategyResult } from './strategies/strategy.ts';
import { warm } from './strategies/warm.ts';
import type { SnapshotResult, Status, UnitPlan, UnitResult } from './types.ts';

/** What became of one unit; `notBack` names containers that the run stopped and could not start again. */
export interface UnitOutcome {
  readonly result: UnitResult;
  readonly exitCode: number;
  readonly notBack: readonly string[];
}

interface Applied {
  readonly held: StrategyResult | null;
  readonly saved: readonly Saved[];
  readonly point: string | null;
  readonly warnings: readonly Warning[];
  readonly errors: readonly Failure[];
}

const STRATEGIES: Readonly<Record<Exclude<UnitPlan['strategy'], 'freeze'>, ApplyStrategy>> = {
  stop,
  pause,
  warm,
  none,
};

/**
 * Applies the plan of one unit: recipe, window, proof, seal.
 *
 * Promise Never rejects; whatever happens, what was stopped is given back first, and the result says what is wrong by name.
 */
export async function applyUnit(
  plan: UnitPlan,
  unit: Unit,
  inventory: Inventory,
  context: RunContext,
): Promise<UnitOutcome> {
  const begun = monotonicMs();
  context.emit({ type: 'unit-started', unit: plan.name });
  const applied = await stageAndApply(plan, unit, inventory, context);
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

async function stageAndApply(plan: UnitPlan, unit: Unit, inventory: Inventory, context: RunContext): Promise<Applied> {
  const failed = (failure: Failure): Applied => ({
    held: null,
    saved: [],
    point: null,
    warnings: plan.warnings,
    errors: [failure],
  });
  if (plan.refused !== null) return failed(plan.refused);
  let recipe: StagedRecipe | null = null;
  try {
    recipe = stageRecipe(unit, inventory, {
      cacheFolder: context.places.cache,
      redactEnvironment: context.config.backup.redactEnvironment,
    });
    return await holdAndSeal(plan, unit, recipe, context);
  } catch (cause) {
    return failed(asKopiDockaError(cause).toFailure());
  } finally {
    if (recipe !== null) removeStaged(recipe);
  }
}

async function holdAndSeal(plan: UnitPlan, unit: Unit, recipe: StagedRecipe, context: RunContext): Promise<Applied> {
  const ids = { backupId: randomUUID(), runId: context.runId };
  const run: RunTags = { ...ids, unit: plan.name, timestamp: timestamp(), version: VERSION };
  const held = await strategyOf(plan)(plan, tagsFor(run), context);
  const saved = held.outcomes.filter((outcome): outcome is Saved => 'snapshot' in outcome);
  const lost = saved.flatMap(({ fidelity }) => fidelity?.warnings ?? []);
  const warnings = [...plan.warnings, ...recipe.missing.map(missingFile), ...lost];
  const torn = await findTorn(plan, unit, held, context.engine);
  const errors = [...listProblems(plan, held, torn)];
  const facts = {
    ...{ torn, warnings, kind: plan.kind, strategy: plan.strategy, uncovered: plan.uncovered },
    ...{ consistency: held.consistency, downtimeMs: held.hold.downtimeMs },
    complete: torn.length === 0 && saved.every(({ snapshot }) => judgeSnapshot(snapshot) === null),
  };
  const readAll = held.failure === null && saved.length === plan.sources.length;
  let point: string | null = null;
  try {
    if (readAll) point = await seal(run, facts, recipe, saved, context);
  } catch (cause) {
    errors.push(asKopiDockaError(cause).toFailure());
  }
  for (const name of await held.unhealthy) errors.push(unhealthy(name));
  return { held, saved, point, warnings, errors };
}

/** Seals the point and proves it; its id. */
async function seal(
  run: RunTags,
  facts: SealFacts,
  recipe: StagedRecipe,
  saved: readonly Saved[],
  context: RunContext,
): Promise<string> {
  context.signal.throwIfAborted();
  const closing = await sealPoint(run, facts, recipe, saved, context);
  const ids = saved.map(({ snapshot }) => snapshot.id);
  await confirmListed(context.kopia, run.backupId, ids, closing.id);
  return run.backupId;
}

function strategyOf(plan: UnitPlan): ApplyStrategy {
  if (plan.strategy === 'freeze') throw new KopiDockaError('E_STRATEGY', `freeze is not possible for ${plan.name}`);
  return STRATEGIES[plan.strategy];
}

function tagsFor(run: RunTags): TagsOf {
  return ({ kind, name, format, path, destination, readOnly }) =>
    kind === 'volume'
      ? volumeTags(run, { name, format, sizeBytes: null })
      : bindTags(run, { source: path, destination: destination ?? '', readOnly, format, sizeBytes: null });
}

function statusOf(applied: Applied, signal: AbortSignal): Status {
  if (applied.point === null) return signal.aborted ? 'interrupted' : 'failed';
  return applied.errors.length === 0 ? 'success' : 'partial';
}

function missingFile(file: StagedRecipe['missing'][number]): Warning {
  return {
    code: 'W_PROJECT_FILE',
    message: `project file ${file.path} is not saved: ${file.reason}`,
    hint: 'Make it readable here, or keep a copy of it elsewhere.',
  };
}

function unhealthy(name: string): Failure {
  return new KopiDockaError('E_UNHEALTHY', `container ${name} runs again but is not healthy`, {
    hint: `See docker logs ${name}.`,
  }).toFailure();
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
