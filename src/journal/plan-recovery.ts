import { basename } from 'node:path';
import type { ContentStep } from './content-step.ts';
import { type Child, needsEngine, type Outstanding, type Swap } from './outstanding.ts';
import { type GiveBack, type GiveBackFacts, planGiveBack, type TakenNow } from './plan-give-back.ts';
import { type Move, type PathState, planRollBack } from './plan-roll-back.ts';
import type { JournalHeader, LeftOver, MadeFile, TakeRecord } from './types.ts';

/** What the world looks like now, as far as one dead run is concerned. */
export interface RecoveryFacts extends GiveBackFacts {
  /** The engine in reach; null when none answers, which matters only to what needs it. */
  readonly engineId: string | null;
  readonly isAlive: (child: Child) => boolean;
  readonly taken: (take: TakeRecord) => TakenNow;
  readonly at: (path: string) => PathState;
  /** What keeps the content of a folder from being brought back. */
  readonly clashOf: (step: ContentStep) => string | null;
  /** Why nobody can look at a path, or change it: it lies in a volume that can not be mounted. */
  readonly unreachable: (path: string) => string | null;
  /** The running container that mounts what lies at `live`, by name. */
  readonly userOf: (live: string) => string | null;
}

/** One act of recovery. */
export type RecoveryAction =
  | { readonly do: 'end-process'; readonly child: Child }
  | { readonly do: 'roll-back'; readonly restoreId: string; readonly moves: readonly Move[] }
  | { readonly do: 'note-roll-back'; readonly restoreId: string }
  | Exclude<GiveBack, { do: 'give-up' }>
  | { readonly do: 'remove-scratch'; readonly path: string }
  | { readonly do: 'remove-volume' | 'remove-network'; readonly name: string }
  | { readonly do: 'remove-file'; readonly file: MadeFile }
  | { readonly do: 'drop-undo'; readonly id: string }
  | { readonly do: 'sweep-keepers'; readonly runId: string };

/** What recovery will do, in this order, and what it leaves to the user. */
export interface RecoveryPlan {
  readonly actions: readonly RecoveryAction[];
  readonly left: readonly LeftOver[];
}

/**
 * Decides what is done about what a dead run has left open.
 *
 * Promise Old data is put back before any container starts on it, containers start before anything is tidied up, and
 *         nothing is tidied up while data waits between old and new. Planned again after any part of it was applied, it
 *         plans the rest.
 */
export function planRecovery(header: JournalHeader, open: Outstanding, facts: RecoveryFacts): RecoveryPlan {
  const orphans = open.children.filter(facts.isAlive).map((child) => ({ do: 'end-process' as const, child }));
  const sameEngine = facts.engineId === header.engineId;
  if (!sameEngine && needsEngine(open)) return { actions: orphans, left: otherEngine(header, open, facts) };
  const swaps = open.swaps.map((swap) => planSwap(swap, facts));
  const obstacles = swaps.flatMap((swap) => swap.left);
  if (obstacles.length > 0) return { actions: orphans, left: [...obstacles, ...notStarted(open, facts)] };
  const giveBacks = open.takes.toReversed().map((take) => planGiveBack(take, facts.taken(take), facts));
  const scratch = planScratch(open, facts);
  return {
    actions: [
      ...orphans,
      ...swaps.flatMap((swap) => swap.actions),
      ...giveBacks.filter((act) => act.do !== 'give-up'),
      ...scratch.actions,
      // Containers run by now; a volume that a keeper holds could not be removed.
      ...(sameEngine ? [{ do: 'sweep-keepers' as const, runId: header.runId }] : []),
      ...planTidying(header, open),
    ],
    left: [...giveBacks.flatMap((act) => (act.do === 'give-up' ? [act.left] : [])), ...scratch.left],
  };
}

function planSwap(swap: Swap, facts: RecoveryFacts): RecoveryPlan {
  for (const { name, live } of swap.steps) {
    const why = facts.unreachable(live);
    if (why !== null) return obstructed(name, why);
  }
  const { moves, obstacle } = planRollBack(swap.steps, facts.at, facts.clashOf);
  if (obstacle) return obstructed(obstacle.step.name, obstacle.why);
  const moved = new Set(moves.map(changedBy));
  for (const step of swap.steps) {
    const user = moved.has(step.live) || moved.has(step.fresh) ? facts.userOf(step.live) : null;
    if (user) return obstructed(step.name, `container ${user} runs on it; stop it and run kopi-docka recover`);
  }
  const { restoreId } = swap;
  return {
    actions: [
      { do: 'roll-back', restoreId, moves },
      { do: 'note-roll-back', restoreId },
    ],
    left: [],
  };
}

/** The place of data that a move changes. */
function changedBy(move: Move): string {
  if (move.do === 'move') return move.to;
  return move.do === 'remove-empty' ? move.path : move.step.live;
}

function planScratch({ scratch }: Outstanding, facts: RecoveryFacts): RecoveryPlan {
  const whyNot = (path: string): string | null =>
    looksLikeOurs(path) ? facts.unreachable(path) : 'it does not look like ours';
  return {
    actions: scratch.filter((path) => whyNot(path) === null).map((path) => ({ do: 'remove-scratch' as const, path })),
    left: scratch.flatMap((path) => {
      const why = whyNot(path);
      return why === null ? [] : [{ what: path, why, container: null }];
    }),
  };
}

function planTidying(header: JournalHeader, open: Outstanding): readonly RecoveryAction[] {
  const rolledBack = [...open.rolledBack, ...open.swaps.map((swap) => swap.restoreId)];
  const spent = header.command === 'undo' ? open.swapped : rolledBack;
  return [
    ...open.volumes.map((name) => ({ do: 'remove-volume' as const, name })),
    ...open.networks.map((name) => ({ do: 'remove-network' as const, name })),
    ...open.files.map((file) => ({ do: 'remove-file' as const, file })),
    ...spent.map((id) => ({ do: 'drop-undo' as const, id })),
  ];
}

function otherEngine(header: JournalHeader, open: Outstanding, facts: RecoveryFacts): readonly LeftOver[] {
  const why = `it belongs to engine ${header.engineId}, this is ${facts.engineId}; remove ${facts.journal} when that engine is gone`;
  if (open.takes.length === 0) return [{ what: `run ${header.runId}`, why, container: null }];
  return open.takes.map((take) => ({ what: `container ${take.name}`, why, container: take.name }));
}

function notStarted(open: Outstanding, facts: RecoveryFacts): readonly LeftOver[] {
  const down = open.takes.filter((take) => facts.taken(take).same?.state !== 'running');
  return down.map((take) => ({
    what: `container ${take.name}`,
    why: 'it was not started, because its data lies between old and new',
    container: take.name,
  }));
}

function obstructed(name: string, why: string): RecoveryPlan {
  return { actions: [], left: [{ what: `restored data of ${name}`, why, container: null }] };
}

function looksLikeOurs(path: string): boolean {
  return basename(path).includes('kopi-docka');
}
