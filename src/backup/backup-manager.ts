import { asKopiDockaError, ERRORS, type Failure } from '../errors.ts';
import { timestamp } from '../host/clock.ts';
import { beginJournal } from '../journal/begin-journal.ts';
import type { LeftOver } from '../journal/types.ts';
import { listUncovered } from '../units/coverage.ts';
import { selectUnits } from '../units/select-units.ts';
import { applyPolicies } from './apply-policies.ts';
import { applyUnit, type UnitOutcome } from './apply-unit.ts';
import type { RunContext } from './context.ts';
import { foldRun } from './fold-run.ts';
import { planBackup } from './plan-backup.ts';
import { surveyProjects } from './survey-projects.ts';
import type { BackupTools, SurveyedWorld } from './tools.ts';
import type { BackupPlan, BackupRequest, BackupResult, Status } from './types.ts';
import { weighPlan } from './weigh-plan.ts';

/** Saves units: plans what will be done, and does it. */
export class BackupManager {
  readonly #tools: BackupTools;

  constructor(tools: BackupTools) {
    this.#tools = tools;
  }

  /**
   * The plan of a run, and how much its patterns leave out.
   *
   * Promise Changes nothing, on the engine or on disk, and does not open the repository.
   */
  async plan(request: BackupRequest): Promise<BackupPlan> {
    return weighPlan(this.#planFor(request, await this.#survey(request)));
  }

  /**
   * Saves the units that are asked for.
   *
   * Errors  What keeps a run from beginning: E_UNKNOWN_UNIT, E_LOCKED, E_DOCKER*, E_REPO*, E_KOPIA*, E_NO_SPACE. Nothing was
   *         stopped then.
   * Promise Once something was stopped it resolves, with everything given back or named in `containersNotBack`.
   */
  async run(request: BackupRequest, signal: AbortSignal): Promise<BackupResult> {
    const lock = await this.#tools.lock('backup');
    try {
      const { left } = await this.#tools.heal();
      const world = await this.#survey(request);
      const plan = this.#planFor(request, world);
      const kopia = await this.#tools.openRepository();
      const policies = await applyPolicies(plan, kopia, this.#tools.config);
      return await this.#apply(plan, world, left, {
        kopia,
        policies,
        start: request.start,
        acceptShrink: request.acceptShrink,
        signal,
      });
    } finally {
      await lock.release();
    }
  }

  /** Looks at the engine, and at the project files of the units that are asked for. */
  async #survey({ units }: BackupRequest): Promise<SurveyedWorld> {
    const world = await this.#tools.look();
    const asked = selectUnits(world.discovery.units, units);
    return { ...world, projects: await surveyProjects(asked, world.inventory.containers) };
  }

  #planFor(request: BackupRequest, world: SurveyedWorld): BackupPlan {
    return planBackup(request, { ...world, ...this.#tools });
  }

  async #apply(
    plan: BackupPlan,
    world: SurveyedWorld,
    leftByOthers: readonly LeftOver[],
    run: Pick<RunContext, 'kopia' | 'policies' | 'start' | 'acceptShrink' | 'signal'>,
  ): Promise<BackupResult> {
    const { emit, places } = this.#tools;
    const startedAt = timestamp();
    const journal = beginJournal(places.state, 'backup', world.inventory.engine.id);
    const { runId } = journal;
    emit({ type: 'run-started', runId, command: 'backup', units: plan.units.map((unit) => unit.name) });
    for (const warning of plan.warnings) emit({ type: 'warning', unit: null, warning });
    for (const failure of plan.errors) emit({ type: 'error', unit: null, failure });
    const outcomes = await this.#applyUnits(plan, world, { ...this.#tools, ...run, runId, journal });
    const stillDown = leftByOthers.flatMap(({ container }) => container ?? []);
    const result = summarise(plan, outcomes, { runId, startedAt, stillDown, signal: run.signal });
    if (outcomes.every(({ notBack }) => notBack.length === 0)) journal.end(result.status);
    emit({ type: 'run-ended', runId, exitCode: result.exitCode });
    return result;
  }

  async #applyUnits(plan: BackupPlan, world: SurveyedWorld, context: RunContext): Promise<readonly UnitOutcome[]> {
    const outcomes: UnitOutcome[] = [];
    for (const unitPlan of plan.units) {
      const unit = world.discovery.units.find((candidate) => candidate.name === unitPlan.name);
      if (unit === undefined || context.signal.aborted) break;
      outcomes.push(await applyUnit(unitPlan, unit, world, context));
    }
    return outcomes;
  }
}

function summarise(
  plan: BackupPlan,
  outcomes: readonly UnitOutcome[],
  run: { runId: string; startedAt: string; stillDown: readonly string[]; signal: AbortSignal },
): BackupResult {
  const containersNotBack = [...new Set([...run.stillDown, ...outcomes.flatMap((outcome) => outcome.notBack)])];
  return {
    schema: 'kopi-docka/backup/1',
    status: foldStatus(
      outcomes.map((outcome) => outcome.result.status),
      plan.errors,
      run.signal,
    ),
    exitCode: exitCodeOf(plan, outcomes, containersNotBack, run.signal),
    runId: run.runId,
    startedAt: run.startedAt,
    finishedAt: timestamp(),
    repository: plan.repository,
    units: outcomes.map((outcome) => outcome.result),
    containersNotBack,
    uncovered: listUncovered(plan),
    errors: plan.errors,
  };
}

function exitCodeOf(
  plan: BackupPlan,
  outcomes: readonly UnitOutcome[],
  notBack: readonly string[],
  signal: AbortSignal,
): number {
  if (notBack.length > 0) return ERRORS.E_NOT_BACK.exit;
  if (signal.aborted) return asKopiDockaError(signal.reason).exitCode;
  return foldRun(
    outcomes.map((outcome) => outcome.exitCode),
    plan.errors,
  );
}

function foldStatus(statuses: readonly Status[], errors: readonly Failure[], signal: AbortSignal): Status {
  if (signal.aborted) return 'interrupted';
  if (statuses.every((status) => status === 'success')) return errors.length === 0 ? 'success' : 'partial';
  return statuses.every((status) => status === 'failed') ? 'failed' : 'partial';
}
