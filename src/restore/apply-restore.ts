import { asKopiDockaError, type Failure } from '../errors.ts';
import type { Warning } from '../events.ts';
import { timestamp } from '../host/clock.ts';
import { type FolderAttributes, readFolderAttributes } from '../host/folder-attributes.ts';
import type { SwapStep } from '../journal/types.ts';
import { saveUndoRecord } from '../journal/undo-records.ts';
import { awaitHealth } from './await-health.ts';
import { clearAway, dropUndo, removeVolumes } from './clear-away.ts';
import { discardOld } from './discard-old.ts';
import { freshDataOf, freshFolderOf, oldDataOf } from './fresh-folder.ts';
import { type Exchanged, holdAndSwap } from './hold-and-swap.ts';
import { holdTargets, letGo } from './hold-volumes.ts';
import { type MadeParts, makeParts, removeParts } from './make-parts.ts';
import { type ReadData, type ReadFrom, readTarget } from './read-target.ts';
import { recreate } from './recreate.ts';
import { stoppedBy, toRestoreResult } from './to-result.ts';
import type { RestoreContext } from './tools.ts';
import type { RestorePlan, RestoreResult, RestoreTarget, UndoRecord } from './types.ts';

/**
 * Applies the plan of a restore: make, read, stop, swap, start, tidy.
 *
 * Errors  As RestoreManager.run says.
 * Promise What fails before the swap leaves nothing behind; what can not be removed stays in the journal, for recovery.
 */
export async function applyRestore(
  plan: RestorePlan,
  from: ReadFrom,
  context: RestoreContext & { readonly start: boolean },
): Promise<RestoreResult> {
  const { read, parts, exchanged } = await bringIn(plan, from, context);
  const leftOver = [...(await tidy(plan, exchanged, context)), ...(await letGo(exchanged, context))];
  const undo = plan.undo ? context.restoreId : null;
  const errors = context.start ? await awaitHealth(exchanged.taken, undo, context) : [];
  return toRestoreResult({
    plan,
    exchanged,
    undo,
    read,
    parts,
    leftOver,
    errors: [...errors, ...stoppedBy(context.signal)],
  });
}

/** Everything up to the moment when the new data is in place and the containers run again. */
async function bringIn(
  plan: RestorePlan,
  from: ReadFrom,
  context: RestoreContext & { readonly start: boolean },
): Promise<{ read: readonly ReadData[]; parts: MadeParts; exchanged: Exchanged }> {
  const made: string[] = [];
  const parts: MadeParts = { networks: [], files: [], warnings: [] };
  try {
    await recreate(plan.targets, context, (volume) => made.push(volume));
    await holdTargets(plan.targets, context);
    await makeParts(plan, from.kopia, context, parts);
    const read: ReadData[] = [];
    for (const target of plan.targets) read.push(await readTarget(target, from, context));
    const steps = plan.targets.map((target) => toStep(target, context));
    const beforeMoves = (final: readonly SwapStep[]): void =>
      saveUndoRecord(context.places.state, toUndoRecord(plan, final, parts, context.restoreId));
    const { stop, start } = plan;
    const exchanged = await holdAndSwap({ stop, start, steps, startAfter: context.start, beforeMoves }, context);
    return { read, parts, exchanged };
  } catch (cause) {
    await giveUp(plan, { volumes: made, parts }, asKopiDockaError(cause).code, context);
    throw cause;
  }
}

function toStep(target: RestoreTarget, { restoreId, volumes }: RestoreContext): SwapStep {
  const { kind, name, target: live, exchange } = target;
  const fresh = freshDataOf(live, restoreId, exchange);
  const attributesOf = (path: string): FolderAttributes => readFolderAttributes(volumes.real(path));
  return {
    kind: kind === 'volume' ? 'volume' : 'bind',
    name,
    live,
    fresh,
    old: oldDataOf(live, restoreId, exchange),
    hadLive: target.hadLive || target.create !== null,
    ...(exchange === 'content' ? { content: { before: attributesOf(live), after: attributesOf(fresh) } } : {}),
  };
}

function toUndoRecord(
  { unit, point, targets }: RestorePlan,
  steps: readonly SwapStep[],
  { networks, files }: MadeParts,
  id: string,
): UndoRecord {
  return {
    schema: 'kopi-docka/undo/1',
    id,
    unit,
    point,
    at: timestamp(),
    steps: steps.map(({ kind, name, live, old, hadLive, content }) => ({
      ...{ kind, name, live, old, hadLive },
      ...(content === undefined ? {} : { root: content.before }),
    })),
    createdVolumes: targets.flatMap((target) => (target.create === null ? [] : [target.name])),
    createdNetworks: networks,
    createdFiles: files.map(({ path, sha256, folder }) => ({ path, sha256, folder })),
  };
}

/** Removes what a restore that came to nothing has made; with data between old and new, that is left to recovery. */
async function giveUp(
  plan: RestorePlan,
  made: { readonly volumes: readonly string[]; readonly parts: MadeParts },
  why: Failure['code'],
  context: RestoreContext,
): Promise<void> {
  if (why === 'E_NOT_BACK' || why === 'E_RESTORE_UNFINISHED') return;
  const leftOver = [
    ...dropUndo(context),
    ...(await clearAway(freshFolders(plan, context), context)),
    ...(await letGo(null, context)),
    ...(await removeVolumes(made.volumes, context)),
  ];
  for (const warning of [...leftOver, ...(await removeParts(made.parts, context))])
    context.emit({ type: 'warning', unit: context.unit, warning });
  if (leftOver.length === 0) context.journal.end('failed');
}

/** Removes what is no longer needed now that the new data is in place, and closes the journal when nothing is open. */
async function tidy(plan: RestorePlan, exchanged: Exchanged, context: RestoreContext): Promise<readonly Warning[]> {
  const leftOver = [...(await clearAway(freshFolders(plan, context), context))];
  if (!plan.undo) leftOver.push(...(await discardOld(context)));
  if (leftOver.length === 0 && exchanged.notBack.length === 0) context.journal.end('restored');
  return leftOver;
}

function freshFolders(plan: RestorePlan, { restoreId }: RestoreContext): readonly string[] {
  return plan.targets.map(({ target, exchange }) => freshFolderOf(target, restoreId, exchange));
}
