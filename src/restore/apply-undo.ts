import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import type { SwapStep } from '../journal/types.ts';
import { awaitHealth } from './await-health.ts';
import { clearAway, dropUndo } from './clear-away.ts';
import { undoneDataOf } from './fresh-folder.ts';
import { type Exchanged, holdAndSwap } from './hold-and-swap.ts';
import { holdVolumes, letGo } from './hold-volumes.ts';
import { removeParts } from './make-parts.ts';
import { exists } from './swap.ts';
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
    ...(await letGo(exchanged, context)),
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
  return record.steps.map(({ kind, name, live, old, root }) => ({
    kind,
    name,
    live,
    fresh: old,
    old: undoneDataOf(live, record.id, root === undefined ? 'rename' : 'content'),
    hadLive: hasLive.get(live) ?? false,
    ...(root === undefined ? {} : { content: { before: root, after: root } }),
  }));
}

/** Only now it shows whether a volume still keeps its old data inside. */
function checkKept(steps: readonly SwapStep[], { volumes }: RestoreContext): void {
  const lost = steps.find(({ content, fresh }) => content !== undefined && !exists(volumes.real(fresh)));
  if (lost === undefined) return;
  throw new KopiDockaError('E_RESTORE_REFUSED', `volume ${lost.name} does not hold its old data any more`, {
    hint: 'It can not be undone; drop it with kopi-docka undo --discard.',
  });
}

async function exchange(
  { stop, start }: UndoPlan,
  steps: readonly SwapStep[],
  context: RestoreContext & { readonly start: boolean },
): Promise<Exchanged> {
  const { journal, volumes } = context;
  const beforeMoves = (): void => {
    for (const step of steps) journal.write({ t: 'scratch', path: step.old });
  };
  try {
    await holdVolumes(
      steps.filter((step) => step.content !== undefined),
      context,
    );
    checkKept(steps, context);
    return await holdAndSwap({ stop, start, steps, startAfter: context.start, beforeMoves }, context);
  } catch (cause) {
    const { code } = asKopiDockaError(cause);
    if (code === 'E_NOT_BACK' || code === 'E_RESTORE_UNFINISHED') throw cause;
    await volumes.release();
    journal.end('failed');
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
