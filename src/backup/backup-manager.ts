import { asKopiDockaError, ERRORS, foldExitCodes } from '../errors.ts';
import { timestamp } from '../host/clock.ts';
import { beginJournal } from '../journal/begin-journal.ts';
import type { LeftOver } from '../journal/types.ts';
import { applyPolicies } from './apply-policies.ts';
import { applyUnit, type UnitOutcome } from './apply-unit.ts';
import type { RunContext } from './context.ts';
import { planBackup } from './plan-backup.ts';
import type { BackupTools, World } from './tools.ts';
import type { BackupPlan, BackupRequest, BackupResult, Status } from './types.ts';

/** Saves units: plans what will be done, and does it. */
export class BackupManager {
  readonly #tools: BackupTools;

  constructor(tools: BackupTools) {
    this.#tools = tools;
  }

  /** The plan of a run. Promise Changes nothing, on the engine or on disk, and does not open the repository. */
  async plan(request: BackupRequest): Promise<BackupPlan> {
    return this.#planFor(request, await this.#tools.look());
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
      const world = await this.#tools.look();
      const plan = this.#planFor(request, world);
      const kopia = await this.#tools.openRepository();
      await applyPolicies(plan, kopia, this.#tools.config);
      return await this.#apply(plan, world, left, {
        kopia,
        start: request.start,
        acceptShrink: request.acceptShrink,
        signal,
      });
    } finally {
      await lock.release();
    }
  }

  #planFor(request: BackupRequest, world: World): BackupPlan {
    return planBackup(request, { ...world, ...this.#tools });
  }

  async #apply(
    plan: BackupPlan,
    world: World,
    leftByOthers: readonly LeftOver[],
    run: Pick<RunContext, 'kopia' | 'start' | 'acceptShrink' | 'signal'>,
  ): Promise<BackupResult> {
    const { emit, places } = this.#tools;
    const startedAt = timestamp();
    const journal = beginJournal(places.state, 'backup', world.inventory.engine.id);
    const { runId } = journal;
    emit({ type: 'run-started', runId, command: 'backup', units: plan.units.map((unit) => unit.name) });
    for (const warning of plan.warnings) emit({ type: 'warning', unit: null, warning });
    const outcomes = await this.#applyUnits(plan, world, { ...this.#tools, ...run, runId, journal });
    const stillDown = leftByOthers.flatMap(({ container }) => container ?? []);
    const result = summarise(plan, outcomes, { runId, startedAt, stillDown, signal: run.signal });
    if (outcomes.every(({ notBack }) => notBack.length === 0)) journal.end(result.status);
    emit({ type: 'run-ended', runId, exitCode: result.exitCode });
    return result;
  }

  async #applyUnits(plan: BackupPlan, world: World, context: RunContext): Promise<readonly UnitOutcome[]> {
    const outcomes: UnitOutcome[] = [];
    for (const unitPlan of plan.units) {
      const unit = world.discovery.units.find((candidate) => candidate.name === unitPlan.name);
      if (unit === undefined || context.signal.aborted) break;
      outcomes.push(await applyUnit(unitPlan, unit, world.inventory, context));
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
  const uncovered = [
    ...plan.uncovered.map((gap) => ({ ...gap, unit: null })),
    ...plan.units.flatMap((unit) => unit.uncovered.map((gap) => ({ ...gap, unit: unit.name }))),
  ];
  return {
    schema: 'kopi-docka/backup/1',
    status: foldStatus(
      outcomes.map((outcome) => outcome.result.status),
      run.signal,
    ),
    exitCode: exitCodeOf(outcomes, containersNotBack, run.signal),
    runId: run.runId,
    startedAt: run.startedAt,
    finishedAt: timestamp(),
    repository: plan.repository,
    units: outcomes.map((outcome) => outcome.result),
    containersNotBack,
    uncovered,
  };
}

function exitCodeOf(outcomes: readonly UnitOutcome[], notBack: readonly string[], signal: AbortSignal): number {
  if (notBack.length > 0) return ERRORS.E_NOT_BACK.exit;
  if (signal.aborted) return asKopiDockaError(signal.reason).exitCode;
  return foldExitCodes(outcomes.map((outcome) => outcome.exitCode));
}

function foldStatus(statuses: readonly Status[], signal: AbortSignal): Status {
  if (signal.aborted) return 'interrupted';
  if (statuses.every((status) => status === 'success')) return 'success';
  return statuses.every((status) => status === 'failed') ? 'failed' : 'partial';
}
