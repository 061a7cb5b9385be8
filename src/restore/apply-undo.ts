import { asKopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import type { SwapStep } from '../journal/types.ts';
import { awaitHealth } from './await-health.ts';
import { clearAway, dropUndo } from './clear-away.ts';
import { undoneDataOf } from './fresh-folder.ts';
import { type Exchanged, holdAndSwap } from './hold-and-swap.ts';
import { removeParts } from './make-parts.ts';
import { stoppedBy, toUndoResult } from './to-result.ts';
import type { RestoreContext } from './tools.ts';
import type { UndoPlan, UndoRecord, UndoResult } from './types.ts';

/**
 * Puts the old data back: stop, swap, start, remove the restored data.
 *
 * Errors  As UndoManager.run says.
 * Promise What fails before the swap leaves the restored data in place, and the undo possible.
 */
export async function applyUndo(
  plan: UndoPlan,
  record: UndoRecord,
  context: RestoreContext & { readonly start: boolean },
): Promise<UndoResult> {
  const steps = toSteps(plan, record);
  const exchanged = await exchange(plan, steps, context);
  const undone = steps.map((step) => step.old);
  const leftOver = [...dropUndo(context), ...(await clearAway(undone, context))];
  if (leftOver.length === 0 && exchanged.notBack.length === 0) context.journal.end('undone');
  const kept = [
    ...(await removeCreated(record.createdVolumes, context)),
    ...(await removeParts({ networks: record.createdNetworks, files: record.createdFiles }, context)),
  ];
  const errors = context.start ? await awaitHealth(exchanged.taken, null, context) : [];
  return toUndoResult({
    plan,
    exchanged,
    leftOver: [...leftOver, ...kept],
    errors: [...errors, ...stoppedBy(context.signal)],
  });
}

/** The restored data gives way to the old; where there was none, it is only taken away. */
function toSteps({ targets }: UndoPlan, record: UndoRecord): readonly SwapStep[] {
  const hasLive = new Map(targets.map((target) => [target.live, target.hasLive]));
  return record.steps.map(({ kind, name, live, old }) => ({
    kind,
    name,
    live,
    fresh: old,
    old: undoneDataOf(live, record.id),
    hadLive: hasLive.get(live) ?? false,
  }));
}

async function exchange(
  { stop, start }: UndoPlan,
  steps: readonly SwapStep[],
  context: RestoreContext & { readonly start: boolean },
): Promise<Exchanged> {
  const { journal } = context;
  const beforeMoves = (): void => {
    for (const step of steps) journal.write({ t: 'scratch', path: step.old });
  };
  try {
    return await holdAndSwap({ stop, start, steps, startAfter: context.start, beforeMoves }, context);
  } catch (cause) {
    const { code } = asKopiDockaError(cause);
    if (code !== 'E_NOT_BACK' && code !== 'E_RESTORE_UNFINISHED') journal.end('failed');
    throw cause;
  }
}

/** Volumes that the restore had made go again, unless a container has been made for them since. */
async function removeCreated(names: readonly string[], { engine }: RestoreContext): Promise<readonly Warning[]> {
  const kept: Warning[] = [];
  for (const name of names) {
    await engine.removeVolume(name).catch((cause: unknown) => {
      kept.push({
        code: 'W_VOLUME_KEPT',
        message: `volume ${name}, which the restore had made, is kept: ${asKopiDockaError(cause).message}`,
        hint: `Run docker volume rm ${name} when nothing uses it.`,
      });
    });
  }
  return kept;
}
