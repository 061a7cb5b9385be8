import { realpathSync } from 'node:fs';
import type { Container, Mount } from '../docker/types.ts';
import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import { readFolderAttributes } from '../host/folder-attributes.ts';
import { isWithin } from '../host/mounts.ts';
import { Hold, type HoldReport } from '../journal/hold.ts';
import type { SwapStep } from '../journal/types.ts';
import { asBefore } from './restore-hint.ts';
import { swap } from './swap.ts';
import type { RestoreContext } from './tools.ts';
import type { PlannedStop } from './types.ts';

/** Who is stopped, in levels, and what is exchanged meanwhile. */
export interface Exchange {
  readonly stop: readonly (readonly PlannedStop[])[];
  readonly start: readonly (readonly PlannedStop[])[];
  readonly steps: readonly SwapStep[];
  /** False leaves down what was stopped, once the exchange is done. */
  readonly startAfter: boolean;
  /** Called with the steps as they will be done, when all users are down and the exchange is announced, last thing before it. */
  readonly beforeMoves: (steps: readonly SwapStep[]) => void;
}

/** How an exchange went: `taken` are the containers that were stopped for it, as they were before. */
export interface Exchanged extends HoldReport {
  readonly taken: readonly Container[];
  /** What of the folders' own attributes could not be set, one line each. */
  readonly refused: readonly string[];
}

/**
 * Stops the users of the data, exchanges it, and starts them again.
 *
 * Errors  The signal's reason when it came before the exchange; E_RESTORE when the exchange failed. E_RESTORE_UNFINISHED
 *         when data lies between old and new: then nothing is started on it. E_NOT_BACK when a container is down.
 * Promise Returns only with the new data in place. With any other error than those two the old data is in place, and what
 *         was stopped runs again.
 */
export async function holdAndSwap(exchange: Exchange, context: RestoreContext): Promise<Exchanged> {
  const { engine, journal, emit, unit, signal, restoreId, volumes } = context;
  const healthTimeoutMs = context.config.backup.healthTimeoutSeconds * 1000;
  const { stop, start, beforeMoves } = exchange;
  const hold = new Hold({ unit, how: 'stop', stop, start }, { engine, journal, emit, healthTimeoutMs });
  const real = (path: string): string => volumes.real(path);
  let failure: KopiDockaError | null = null;
  let refused: readonly string[] = [];
  if (stop.length > 0) emit({ type: 'window-opened', unit });
  try {
    await hold.take(signal);
    await checkUnused(exchange, context);
    signal.throwIfAborted();
    const steps = exchange.steps.map((step) => asItIsNow(step, real));
    refused = swap(steps, { restoreId, journal, beforeMoves: () => beforeMoves(steps), real });
  } catch (cause) {
    failure = asRestoreError(cause);
  }
  if (failure?.code === 'E_RESTORE_UNFINISHED') throw hold.taken.length === 0 ? failure : notStarted(hold, failure);
  const report = await hold.release({ start: exchange.startAfter || failure !== null, signal });
  if (stop.length > 0) emit({ type: 'window-closed', unit, downtimeMs: report.downtimeMs });
  if (failure === null) return { ...report, taken: hold.taken, refused };
  const [lost] = report.notBack;
  if (lost === undefined) throw failure;
  throw new KopiDockaError('E_NOT_BACK', `container ${lost.name} is not back (${lost.why}): ${failure.message}`);
}

/** Until its users were down they could change what a volume's own folder has. */
function asItIsNow(step: SwapStep, real: (path: string) => string): SwapStep {
  if (step.content === undefined) return step;
  return { ...step, content: { ...step.content, before: readFolderAttributes(real(step.live)) } };
}

function notStarted(hold: Hold, failure: KopiDockaError): KopiDockaError {
  const names = hold.taken.map((container) => container.name).join(', ');
  return new KopiDockaError('E_NOT_BACK', `${failure.message}; not started on it: ${names}`, { cause: failure });
}

/** A container that came up since the plan was made would write on into the old data unseen. */
async function checkUnused({ steps }: Exchange, { engine }: RestoreContext): Promise<void> {
  const user = (await engine.running()).find(({ mounts }) =>
    mounts.some((mount) => steps.some((step) => uses(mount, step))),
  );
  if (user === undefined) return;
  throw new KopiDockaError('E_RESTORE', `container ${user.name} was started meanwhile and uses the data`, {
    hint: `Run docker stop ${user.name} and restore again. The live data is as before.`,
  });
}

function uses(mount: Mount, step: SwapStep): boolean {
  if (mount.type === 'volume') return step.kind === 'volume' && mount.name === step.name;
  return mount.type === 'bind' && isWithin(resolved(mount.source), step.live);
}

/** The engine reports the source of a bind as it was typed. */
function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function asRestoreError(cause: unknown): KopiDockaError {
  const error = asKopiDockaError(cause);
  if (error.code !== 'E_STOP' && !error.code.startsWith('E_DOCKER')) return error;
  return new KopiDockaError('E_RESTORE', error.message, { hint: asBefore(error.hint), cause });
}
