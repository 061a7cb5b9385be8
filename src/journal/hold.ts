import { existsSync } from 'node:fs';
import type { Container, Engine, Fingerprint } from '../docker/types.ts';
import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import type { Emit } from '../events.ts';
import { monotonicMs } from '../host/clock.ts';
import { awaitStopping } from './await-stopping.ts';
import { EngineLink } from './engine-link.ts';
import { giveBack, note } from './give-back.ts';
import { planGiveBack, type TakenNow } from './plan-give-back.ts';
import type { Journal, TakeRecord } from './types.ts';

/** A container that a hold may take: `awaitHealth` tells that later levels start only when it is healthy. */
export interface HoldMember {
  readonly id: string;
  readonly name: string;
  readonly stopTimeoutSeconds: number | null;
  readonly awaitHealth: boolean;
}

/** What to take and in which order; all of one level at once, levels one after another. */
export interface HoldPlan {
  readonly unit: string;
  readonly how: 'stop' | 'pause';
  readonly stop: readonly (readonly HoldMember[])[];
  readonly start: readonly (readonly HoldMember[])[];
}

/** How a hold ended. `disturbed` names containers that ran, or were replaced, while they were held. */
export interface HoldReport {
  readonly downtimeMs: number;
  readonly forced: readonly string[];
  readonly disturbed: readonly string[];
  readonly notBack: readonly { readonly name: string; readonly why: string }[];
}

interface Taken {
  readonly record: TakeRecord;
  readonly before: Container;
  forced: boolean;
}

/** How long an engine that is away is waited for, when containers are to be given back. */
const PATIENCE_MS = 60_000;

/**
 * Stops or pauses containers and gives them back, each step journaled before it is done.
 *
 * Promise Takes only what runs, gives back only what it took. `release` may always be called, never throws, and leaves in
 *         the journal what it could not give back, so that recovery goes on from there. Whoever calls `take` calls
 *         `release`, also after `take` has failed.
 */
export class Hold {
  readonly #plan: HoldPlan;
  readonly #engine: Engine;
  readonly #journal: Journal;
  readonly #emit: Emit;
  readonly #healthTimeoutMs: number;
  readonly #link: EngineLink;
  readonly #taken = new Map<string, Taken>();
  /** Members whose stop failed: the engine may still carry it out. */
  readonly #unsure = new Set<string>();
  #openedAt: number | null = null;

  constructor(plan: HoldPlan, tools: { engine: Engine; journal: Journal; emit: Emit; healthTimeoutMs: number }) {
    this.#plan = plan;
    this.#engine = tools.engine;
    this.#link = new EngineLink(async () => tools.engine, PATIENCE_MS);
    this.#journal = tools.journal;
    this.#emit = tools.emit;
    this.#healthTimeoutMs = tools.healthTimeoutMs;
  }

  /** The containers that were taken, as they were before. */
  get taken(): readonly Container[] {
    return [...this.#taken.values()].map((taken) => taken.before);
  }

  /**
   * Takes all members, level by level.
   *
   * Errors  E_STOP when one can not be stopped or is no longer the container that was planned; what was taken stays taken
   *         until `release`.
   */
  async take(signal: AbortSignal): Promise<void> {
    let order = 0;
    for (const level of this.#plan.stop) {
      const running = await this.#stillRunning(level);
      for (const { member, before } of running) this.#announce(member, before, order++);
      this.#openedAt ??= monotonicMs();
      await allOrFirstError(running.map(({ member }) => this.#takeOne(member)));
      signal.throwIfAborted();
    }
  }

  /** Gives everything back, level by level, and reports. With `start: false` members stay as they are, by the user's wish. */
  async release(options: { start: boolean; signal: AbortSignal }): Promise<HoldReport> {
    const notBack: { name: string; why: string }[] = [];
    const disturbed: string[] = [];
    let closedAt = this.#openedAt;
    const giveBack = async (member: HoldMember) => {
      const outcome = await this.#giveBack(member, options.start);
      if (outcome.disturbed) disturbed.push(member.name);
      if (outcome.why !== null) notBack.push({ name: member.name, why: outcome.why });
    };
    for (const level of this.#plan.start) {
      const members = level.filter(({ id }) => this.#taken.has(id) && !this.#unsure.has(id));
      await Promise.all(members.map(giveBack));
      if (members.length > 0) closedAt = monotonicMs();
      if (options.start) await this.#awaitLevel(members, options.signal);
    }
    const late = this.#plan.start.flat().filter(({ id }) => this.#unsure.has(id));
    await this.#awaitLateStops(late);
    await Promise.all(late.map(giveBack));
    const downtimeMs = this.#openedAt === null ? 0 : Math.round((closedAt ?? this.#openedAt) - this.#openedAt);
    const forced = [...this.#taken.values()].filter((taken) => taken.forced).map((taken) => taken.record.name);
    return { downtimeMs, forced, disturbed, notBack };
  }

  /** Waits until every member that has a health check, and was not unhealthy before, is healthy; names those that are not. */
  async awaitHealthy(signal: AbortSignal): Promise<readonly string[]> {
    if (signal.aborted) return [];
    const checked = this.taken.filter((container) => container.hasHealthcheck && container.health !== 'unhealthy');
    const healthy = await Promise.all(checked.map((container) => this.#isHealthy(container.id)));
    return checked.filter((_, index) => !healthy[index]).map((container) => container.name);
  }

  async #stillRunning(level: readonly HoldMember[]): Promise<readonly { member: HoldMember; before: Container }[]> {
    const found = await Promise.all(
      level.map(async (member) => ({ member, before: await this.#engine.inspect(member.id) })),
    );
    return found.flatMap(({ member, before }) => {
      if (before === null)
        throw new KopiDockaError('E_STOP', `container ${member.name} is gone since the plan was made`);
      return before.state === 'running' || before.state === 'restarting' ? [{ member, before }] : [];
    });
  }

  #announce(member: HoldMember, before: Container, order: number): void {
    const { unit, how } = this.#plan;
    const { id, name, startedAt, raw } = before;
    const { stopTimeoutSeconds } = member;
    const record: TakeRecord = { t: 'take', unit, how, id, name, startedAt, order, stopTimeoutSeconds, inspect: raw };
    this.#journal.write(record);
    this.#taken.set(member.id, { record, before, forced: false });
  }

  async #takeOne(member: HoldMember): Promise<void> {
    this.#emit({ type: 'member-stopping', unit: this.#plan.unit, member: member.name });
    try {
      if (this.#plan.how === 'pause') await this.#engine.pause(member.id);
      else {
        const { forced } = await this.#engine.stop(member.id, member.stopTimeoutSeconds);
        const taken = this.#taken.get(member.id);
        if (taken) taken.forced = forced;
      }
    } catch (cause) {
      const reason = asKopiDockaError(cause).message;
      this.#unsure.add(member.id);
      throw new KopiDockaError('E_STOP', `container ${member.name} could not be stopped: ${reason}`, { cause });
    }
    this.#emit({ type: 'member-stopped', unit: this.#plan.unit, member: member.name });
  }

  /** Nobody is given back while the engine may still stop it: it would go down right after. */
  async #awaitLateStops(members: readonly HoldMember[]): Promise<void> {
    const records = members.flatMap(({ id }) => this.#taken.get(id)?.record ?? []);
    await awaitStopping(records, Date.now(), this.#link).catch(() => undefined);
  }

  async #giveBack(member: HoldMember, start: boolean): Promise<{ disturbed: boolean; why: string | null }> {
    const taken = this.#taken.get(member.id);
    if (taken === undefined) return { disturbed: false, why: null };
    const { record, before } = taken;
    try {
      const now = await this.#look(record);
      const disturbed = now.same === null || wasDisturbed(before, now.same, record.how);
      const why = start ? await this.#start(record, now) : null;
      if (!start) note(this.#journal, { t: 'gave-back', id: record.id });
      return { disturbed, why };
    } catch (cause) {
      return { disturbed: false, why: asKopiDockaError(cause).message };
    }
  }

  async #look({ id, name }: TakeRecord): Promise<TakenNow> {
    const same = await this.#link.call((engine) => engine.inspect(id));
    return { same, sameName: same === null ? await this.#link.call((engine) => engine.inspect(name)) : null };
  }

  /** Gives back by the rules of recovery; why it could not, or null. */
  async #start(record: TakeRecord, now: TakenNow): Promise<string | null> {
    const { unit } = this.#plan;
    const facts = { rebooted: false, journal: this.#journal.path, exists: existsSync };
    const act = planGiveBack(record, now, facts);
    if (act.do === 'give-up') return act.left.why;
    this.#emit({ type: 'member-starting', unit, member: record.name });
    await giveBack(act, { link: this.#link, journal: this.#journal });
    this.#emit({ type: 'member-started', unit, member: record.name });
    return null;
  }

  async #awaitLevel(members: readonly HoldMember[], signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await Promise.all(members.filter((member) => member.awaitHealth).map((member) => this.#isHealthy(member.id)));
  }

  #isHealthy(id: string): Promise<boolean> {
    return this.#engine.waitHealthy(id, this.#healthTimeoutMs).catch(() => false);
  }
}

/** True when a container that should have been still has run, or was replaced, since it was taken. */
function wasDisturbed(before: Fingerprint, now: Fingerprint, how: 'stop' | 'pause'): boolean {
  const still =
    how === 'pause'
      ? now.state === 'paused'
      : now.state === 'exited' || now.state === 'created' || now.state === 'dead';
  return !still || now.id !== before.id || now.startedAt !== before.startedAt;
}

/** Waits for all, so that nothing is left half-way, and then throws the first failure. */
async function allOrFirstError(work: readonly Promise<void>[]): Promise<void> {
  const settled = await Promise.allSettled(work);
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
