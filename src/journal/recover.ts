import { basename } from 'node:path';
import type { Engine } from '../docker/types.ts';
import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import type { Emit } from '../events.ts';
import { isAlive } from '../host/process-id.ts';
import type { RecoveryTools } from './apply-action.ts';
import { applyRecovery } from './apply-recovery.ts';
import { awaitStopping } from './await-stopping.ts';
import { endOrphans } from './end-orphans.ts';
import { EngineLink } from './engine-link.ts';
import { gatherFacts, hasRebooted } from './gather-facts.ts';
import { HeldVolumes, type Keepers } from './held-volumes.ts';
import { resumeJournal } from './journal.ts';
import { type Outstanding, outstanding } from './outstanding.ts';
import { planRecovery } from './plan-recovery.ts';
import { type DeadJournal, journalFolder, listJournals, readJournal } from './read-journal.ts';
import { sweepHalfWritten } from './sweep-half-written.ts';
import type { LeftOver, RecoveryReport } from './types.ts';
import { undoFolder } from './undo-records.ts';

/** How long an engine that does not answer is waited for. */
const PATIENCE_MS = 60_000;

/** What recovery works with. `engine` is asked for only when a dead run is found, again after each failure. */
export interface RecoverOptions {
  readonly stateFolder: string;
  readonly engine: () => Promise<Engine>;
  readonly emit: Emit;
  readonly patienceMs?: number;
}

/**
 * Finishes what dead runs left: orphans are ended, half a restore is undone, containers are given back, rests are removed.
 *
 * Errors  E_NOT_BACK, naming the containers, when the engine stays away; E_STATE when the journals can not be listed.
 * Promise Only with the lock held. May be cut off anywhere and run again; a second run in a row does nothing. Never stops a
 *         container. What could not be done is in `left`, and stays in the journal for the next recovery.
 */
export async function recover(options: RecoverOptions): Promise<RecoveryReport> {
  const link = new EngineLink(options.engine, options.patienceMs ?? PATIENCE_MS);
  const { stateFolder } = options;
  sweepHalfWritten([stateFolder, journalFolder(stateFolder), undoFolder(stateFolder)]);
  const runs: string[] = [];
  const done: string[] = [];
  const left: LeftOver[] = [];
  const say = (what: string): void => {
    done.push(what);
    options.emit({ type: 'recovered', what });
  };
  for (const path of listJournals(stateFolder)) {
    runs.push(basename(path, '.jsonl'));
    left.push(...(await recoverFile(path, { stateFolder, link, say })));
  }
  for (const { what, why } of left) warn(options.emit, `${what}: ${why}`);
  return { runs, done, left };
}

type Means = Omit<RecoveryTools, 'journal' | 'volumes'>;

async function recoverFile(path: string, means: Means): Promise<readonly LeftOver[]> {
  try {
    return await recoverRun(readJournal(path), means);
  } catch (thrown) {
    const error = asKopiDockaError(thrown);
    if (error.code === 'E_NOT_BACK') throw error;
    return [{ what: `journal ${path}`, why: `${error.message}. ${error.hint}`, container: null }];
  }
}

async function recoverRun(dead: DeadJournal, means: Means): Promise<readonly LeftOver[]> {
  const owner = dead.header.process;
  if (owner.pid !== process.pid && isAlive(owner))
    return [{ what: `run ${dead.header.runId}`, why: `its process ${owner.pid} is still at work`, container: null }];
  const journal = resumeJournal(dead);
  const open = outstanding(dead.records);
  for (const pid of await endOrphans(dead.header.runId)) means.say(`kopia (process ${pid}) was ended`);
  const left = open.ended ? [] : await finish(dead, open, { ...means, journal });
  if (left.length === 0) journal.end('recovered');
  return left;
}

/** Volumes are held until containers run again on what is in them. */
async function finish(dead: DeadJournal, open: Outstanding, means: Omit<RecoveryTools, 'volumes'>) {
  const { link } = means;
  const volumes = new HeldVolumes(keepersOver(link), dead.header.runId);
  try {
    const facts = await withEngine(open, async () => {
      if (!hasRebooted(dead)) await awaitStopping(open.takes, dead.writtenAt, link);
      return gatherFacts(dead, open, link, volumes);
    });
    return await applyRecovery(planRecovery(dead.header, open, facts), { ...means, volumes });
  } finally {
    await volumes.release();
  }
}

function keepersOver(link: EngineLink): Keepers {
  return {
    startKeeper: (volume, runId, access) => link.call((engine) => engine.startKeeper(volume, runId, access)),
    removeKeeper: (id) => link.call((engine) => engine.removeKeeper(id)),
  };
}

/** An engine that stays away means: these containers are not back. */
async function withEngine<T>(open: Outstanding, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    const names = open.takes.map((take) => take.name).join(', ');
    if (names === '') throw cause;
    throw new KopiDockaError('E_NOT_BACK', `containers not back: ${names}: ${asKopiDockaError(cause).message}`, {
      cause,
    });
  }
}

function warn(emit: Emit, message: string): void {
  emit({
    type: 'warning',
    unit: null,
    warning: { code: 'W_RECOVERY_LEFT', message, hint: 'Mend that, then run kopi-docka recover.' },
  });
}
