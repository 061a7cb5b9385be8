import { randomUUID } from 'node:crypto';
import { asKopiDockaError, type Failure, KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { timestamp } from '../host/clock.ts';
import { bindTags, type RunTags, volumeTags } from '../points/tags.ts';
import type { Unit } from '../units/types.ts';
import { VERSION } from '../version.ts';
import { confirmListed } from './confirm-listed.ts';
import type { RunContext } from './context.ts';
import { findSuspects } from './find-suspects.ts';
import { findTorn } from './find-torn.ts';
import { judgeSnapshot } from './judge-snapshot.ts';
import { listProblems } from './list-problems.ts';
import { listWarnings } from './list-warnings.ts';
import type { Saved, TagsOf } from './read-sources.ts';
import { type SealFacts, sealPoint } from './seal-point.ts';
import type { StagedRecipe } from './stage-recipe.ts';
import { none } from './strategies/none.ts';
import { pause } from './strategies/pause.ts';
import { stop } from './strategies/stop.ts';
import type { ApplyStrategy, StrategyResult } from './strategies/strategy.ts';
import { warm } from './strategies/warm.ts';
import type { UnitPlan } from './types.ts';

/** What became of a unit's data. `point` is null when nothing was sealed, `held` when nothing was tried. */
export interface SavedUnit {
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
 * Holds a unit, reads its sources, and when all were read seals them as a point.
 *
 * Errors  Those of the strategy and of the repository, before anything is stopped.
 * Promise What went wrong later is in `errors`, and everything is given back by then.
 */
export async function saveUnit(
  plan: UnitPlan,
  unit: Unit,
  recipe: StagedRecipe,
  context: RunContext,
): Promise<SavedUnit> {
  const ids = { backupId: randomUUID(), runId: context.runId };
  const run: RunTags = { ...ids, unit: plan.name, timestamp: timestamp(), version: VERSION };
  const others = await context.policies.settle(plan);
  const held = await strategyOf(plan)(plan, tagsFor(run), context);
  const saved = held.outcomes.filter((outcome): outcome is Saved => 'snapshot' in outcome);
  const { torn, warnings: changed } = await findTorn(plan, unit, held, context.engine);
  const warnings = [...others, ...listWarnings(plan, held, saved), ...changed];
  const errors = listProblems(plan, held, torn);
  const facts = {
    ...{ torn, warnings, kind: plan.kind, strategy: plan.strategy, uncovered: plan.uncovered },
    ...{ consistency: held.consistency, downtimeMs: held.hold.downtimeMs },
    complete: torn.length === 0 && saved.every(({ snapshot }) => judgeSnapshot(snapshot) === null),
  };
  const readAll = held.failure === null && saved.length === plan.sources.length;
  const closed = readAll ? await closePoint(plan, run, facts, recipe, saved, context) : { point: null, errors: [] };
  const unwell = (await held.unhealthy).map(unhealthy);
  return { held, saved, point: closed.point, warnings, errors: [...errors, ...closed.errors, ...unwell] };
}

/** Compares with the last good point, seals, and proves it. `point` is null when it could not be sealed. */
async function closePoint(
  plan: UnitPlan,
  run: RunTags,
  facts: SealFacts,
  recipe: StagedRecipe,
  saved: readonly Saved[],
  context: RunContext,
): Promise<Pick<SavedUnit, 'point' | 'errors'>> {
  const errors: Failure[] = [];
  try {
    context.signal.throwIfAborted();
    const suspects = await findSuspects(plan, saved, context);
    errors.push(...suspects.failures);
    const closing = await sealPoint(run, withSuspects(facts, suspects.names), recipe, saved, context);
    const ids = saved.map(({ snapshot }) => snapshot.id);
    await confirmListed(context.kopia, run.backupId, ids, closing.id);
    return { point: run.backupId, errors };
  } catch (cause) {
    return { point: null, errors: [...errors, asKopiDockaError(cause).toFailure()] };
  }
}

function withSuspects(facts: SealFacts, suspect: readonly string[]): SealFacts {
  return suspect.length === 0 ? facts : { ...facts, suspect, complete: false };
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

function unhealthy(name: string): Failure {
  return new KopiDockaError('E_UNHEALTHY', `container ${name} runs again but is not healthy`, {
    hint: `See docker logs ${name}.`,
  }).toFailure();
}
