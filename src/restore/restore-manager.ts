import { randomBytes } from 'node:crypto';
import { KopiDockaError } from '../errors.ts';
import { beginJournal } from '../journal/begin-journal.ts';
import { HeldVolumes } from '../journal/held-volumes.ts';
import { choosePoint } from '../points/choose-point.ts';
import { applyRestore } from './apply-restore.ts';
import { findPoints } from './find-points.ts';
import { gatherFacts } from './gather-facts.ts';
import { lookInto } from './known-unit.ts';
import { planRestore } from './plan-restore.ts';
import type { ReadFrom } from './read-target.ts';
import { requireHealed } from './require-healed.ts';
import { refuseIfAny, tellRun } from './tell-run.ts';
import type { Consent, RestoreTools } from './tools.ts';
import type { RestorePlan, RestoreRequest, RestoreResult } from './types.ts';

/** Brings data back from a restore point, so that each volume is wholly old or wholly new at every moment. */
export class RestoreManager {
  readonly #tools: RestoreTools;

  constructor(tools: RestoreTools) {
    this.#tools = tools;
  }

  /** What a restore would do, and why it would refuse. Promise Takes no lock and changes nothing. */
  async plan(request: RestoreRequest): Promise<RestorePlan> {
    return (await this.#prepare(request)).plan;
  }

  /**
   * Restores as asked.
   *
   * Errors  E_UNKNOWN_UNIT, E_UNKNOWN_POINT, E_USAGE; E_RESTORE_REFUSED, E_NO_SPACE before anything is touched; E_RESTORE when
   *         it failed and the live data is as before; E_RESTORE_UNFINISHED, E_NOT_BACK; E_LOCKED, E_REPO*, E_DOCKER*, and
   *         the signal's reason.
   * Promise Once the new data is in place it resolves; what is wrong then stands in `errors`.
   */
  async run(request: RestoreRequest, consent: Consent<RestorePlan>): Promise<RestoreResult> {
    const lock = await this.#tools.lock('restore');
    try {
      requireHealed(await this.#tools.heal());
      const { plan, from, engineId } = await this.#prepare(request);
      refuseIfAny(plan.refusals, plan.unit, this.#tools.emit);
      if (!(await consent.confirm(plan)))
        throw new KopiDockaError('E_RESTORE_REFUSED', `the restore of ${plan.unit} was not confirmed`);
      consent.signal.throwIfAborted();
      return await this.#apply(plan, from, { engineId, signal: consent.signal, start: request.start });
    } finally {
      await lock.release();
    }
  }

  async #prepare(request: RestoreRequest): Promise<{ plan: RestorePlan; from: ReadFrom; engineId: string }> {
    if (request.rename !== null)
      throw new KopiDockaError('E_USAGE', 'a unit can not be restored under another name yet', {
        hint: 'Use --to-volume OLD=NEW for single volumes.',
      });
    const kopia = await this.#tools.openRepository();
    const points = await findPoints(kopia, request, this.#tools.identity);
    const { at, previous } = request;
    const chosen = choosePoint(points, { at, previous, pointId: request.point }, new Date());
    const { point, seal, known } = await lookInto(kopia, chosen);
    const facts = await gatherFacts(request, { point, seal, known }, this.#tools);
    const engineId = facts.inventory.engine.id;
    return { plan: planRestore(request, facts), from: { kopia, point, seal }, engineId };
  }

  async #apply(
    plan: RestorePlan,
    from: ReadFrom,
    { engineId, ...run }: { engineId: string; signal: AbortSignal; start: boolean },
  ): Promise<RestoreResult> {
    const { emit, places, engine } = this.#tools;
    const { unit } = plan;
    const journal = beginJournal(places.state, 'restore', engineId);
    const volumes = new HeldVolumes(engine, journal.runId);
    const restoreId = randomBytes(4).toString('hex');
    return tellRun({ runId: journal.runId, command: 'restore', unit, emit }, () =>
      applyRestore(plan, from, { ...this.#tools, ...run, journal, volumes, unit, restoreId }),
    );
  }
}
