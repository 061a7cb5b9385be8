import { existsSync } from 'node:fs';
import { KopiDockaError } from '../errors.ts';
import { beginJournal } from '../journal/begin-journal.ts';
import { HeldVolumes } from '../journal/held-volumes.ts';
import { listUndoRecords } from '../journal/undo-records.ts';
import { applyUndo } from './apply-undo.ts';
import { discardOld } from './discard-old.ts';
import { planUndo, type UndoFacts } from './plan-undo.ts';
import { requireHealed } from './require-healed.ts';
import { surveySites } from './survey-sites.ts';
import { exists } from './swap.ts';
import { refuseIfAny, tellRun } from './tell-run.ts';
import type { Consent, RestoreTools } from './tools.ts';
import type { UndoPlan, UndoRecord, UndoResult } from './types.ts';

/** Puts back what a restore has replaced, or drops it for good. */
export class UndoManager {
  readonly #tools: Omit<RestoreTools, 'openRepository' | 'identity'>;

  constructor(tools: Omit<RestoreTools, 'openRepository' | 'identity'>) {
    this.#tools = tools;
  }

  /** The restores that can be put back, newest first. */
  list(): readonly UndoRecord[] {
    return listUndoRecords(this.#tools.places.state);
  }

  /** What an undo would do; null is the newest restore. Promise Takes no lock and changes nothing. */
  async plan(id: string | null): Promise<UndoPlan> {
    return planUndo(await this.#gatherFacts(this.#find(id)));
  }

  /**
   * Puts everything back exactly as it was before the restore; null is the newest restore.
   *
   * Errors  E_UNKNOWN_RESTORE; E_RESTORE_REFUSED before anything is touched; E_RESTORE when it failed and the restored data is
   *         still in place; E_RESTORE_UNFINISHED, E_NOT_BACK; E_LOCKED, E_DOCKER*, and the signal's reason.
   * Promise All or nothing, journaled like a restore. Once the old data is back it resolves.
   */
  async run(id: string | null, options: { start: boolean }, consent: Consent<UndoPlan>): Promise<UndoResult> {
    if (!existsSync(this.#tools.places.state)) this.#find(id);
    return this.#locked('undo', async () => {
      const facts = await this.#gatherFacts(this.#find(id));
      const plan = planUndo(facts);
      refuseIfAny(plan.refusals, plan.unit, this.#tools.emit);
      if (!(await consent.confirm(plan)))
        throw new KopiDockaError('E_RESTORE_REFUSED', `the undo of restore ${plan.id} was not confirmed`);
      consent.signal.throwIfAborted();
      return this.#apply(plan, facts, { ...options, signal: consent.signal });
    });
  }

  /** Drops for good what a restore has replaced; null is the newest restore. Errors E_UNKNOWN_RESTORE, E_STATE, E_LOCKED. */
  async discard(id: string | null): Promise<UndoRecord> {
    return this.#locked('undo --discard', async () => {
      const { places, engine } = this.#tools;
      const record = this.#find(id);
      const journal = beginJournal(places.state, 'undo', (await engine.info()).id);
      const volumes = new HeldVolumes(engine, journal.runId);
      const [leftOver] = await discardOld({ journal, places, engine, volumes, restoreId: record.id });
      await volumes.release();
      if (leftOver !== undefined) throw new KopiDockaError('E_STATE', leftOver.message, { hint: leftOver.hint });
      journal.end('discarded');
      return record;
    });
  }

  async #locked<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const lock = await this.#tools.lock(what);
    try {
      requireHealed(await this.#tools.heal());
      return await work();
    } finally {
      await lock.release();
    }
  }

  #find(id: string | null): UndoRecord {
    const records = this.list();
    const record = id === null ? records[0] : records.find((one) => one.id === id);
    if (record !== undefined) return record;
    throw new KopiDockaError(
      'E_UNKNOWN_RESTORE',
      id === null ? 'there is no restore to undo' : `there is no restore ${id}`,
    );
  }

  async #gatherFacts(record: UndoRecord): Promise<UndoFacts> {
    const { inventory, discovery } = await this.#tools.look();
    const sites = await surveySites(record.steps.map((step) => step.live));
    return {
      record,
      newer: this.list().filter((other) => other.at > record.at),
      sites: record.steps.flatMap((step, index) => {
        const site = sites[index];
        const inside = inventory.volumes.some(({ name }) => name === step.name);
        const kept = step.root === undefined ? exists(step.old) : inside;
        return site === undefined ? [] : [{ step, site, kept }];
      }),
      inventory,
      discovery,
    };
  }

  async #apply(
    plan: UndoPlan,
    { record, inventory }: UndoFacts,
    run: { start: boolean; signal: AbortSignal },
  ): Promise<UndoResult> {
    const { emit, places, engine } = this.#tools;
    const { unit } = plan;
    const journal = beginJournal(places.state, 'undo', inventory.engine.id);
    return tellRun({ runId: journal.runId, command: 'undo', unit, emit }, () =>
      applyUndo(plan, record, {
        ...{ ...this.#tools, ...run, journal, unit, restoreId: record.id },
        volumes: new HeldVolumes(engine, journal.runId),
      }),
    );
  }
}
