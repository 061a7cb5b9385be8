import type { Container } from '../docker/types.ts';
import { type ComposeUp, planComposeUp } from './plan-compose-up.ts';
import type { LeftOver, TakeRecord } from './types.ts';

/** What the engine says now of a container that was taken. `sameName` is another one that has its name today. */
export interface TakenNow {
  readonly same: Container | null;
  readonly sameName: Container | null;
}

/** What is done about one container: an act, a word about why none is needed, or what stays for the user. */
export type GiveBack =
  | { readonly do: 'start' | 'unpause'; readonly take: TakeRecord }
  | { readonly do: 'compose-up'; readonly take: TakeRecord; readonly up: ComposeUp }
  | { readonly do: 'leave-alone'; readonly take: TakeRecord; readonly why: string | null }
  | { readonly do: 'give-up'; readonly left: LeftOver };

/** What decides besides the container itself. `rebooted` tells that the host has started anew since. */
export interface GiveBackFacts {
  readonly rebooted: boolean;
  readonly journal: string;
  readonly exists: (path: string) => boolean;
}

/**
 * Decides how one container that a dead run took comes back.
 *
 * Promise Only what ran when it was taken is started, and nothing that somebody has started, replaced or, while it was
 *         paused, stopped since. A stop of the user's after ours can not be told from ours: such a container is started.
 */
export function planGiveBack(take: TakeRecord, now: TakenNow, facts: GiveBackFacts): GiveBack {
  if (now.same === null) return planRemoved(take, now.sameName, facts);
  const state = now.same.state;
  if (state === 'removing') return giveUp(take, 'it is being removed');
  if (wasStartedBySomebody(take, now.same)) return leaveAlone(take, 'was started again meanwhile');
  if (state === 'running' || state === 'restarting') return leaveAlone(take, null);
  if (take.how === 'stop') return state === 'paused' ? leaveAlone(take, 'was paused meanwhile') : { do: 'start', take };
  if (state === 'paused') return { do: 'unpause', take };
  return facts.rebooted ? { do: 'start', take } : leaveAlone(take, 'was stopped meanwhile');
}

/** A crash loop also changes the start time; then the engine counts the restart, which it does for nobody's `docker start`. */
function wasStartedBySomebody(take: TakeRecord, now: Container): boolean {
  const restartsThen = Number(take.inspect['RestartCount'] ?? 0);
  return now.startedAt !== take.startedAt && now.restartCount <= restartsThen;
}

function planRemoved(take: TakeRecord, sameName: Container | null, facts: GiveBackFacts): GiveBack {
  if (sameName !== null) return leaveAlone(take, 'was replaced meanwhile');
  const up = planComposeUp(take.inspect);
  if (up?.files.every(facts.exists)) return { do: 'compose-up', take, up };
  const missing = up ? `its Compose files are missing (${up.files.join(', ')}); ` : '';
  return giveUp(
    take,
    `it was removed meanwhile; ${missing}make it again as it was, its whole definition is in ${facts.journal}; remove that file to let it go`,
  );
}

function leaveAlone(take: TakeRecord, why: string | null): GiveBack {
  return { do: 'leave-alone', take, why };
}

function giveUp(take: TakeRecord, why: string): GiveBack {
  return { do: 'give-up', left: { what: `container ${take.name}`, why, container: take.name } };
}
