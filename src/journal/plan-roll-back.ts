import { type ContentStep, hasContent, partialOf } from './content-step.ts';
import type { SwapStep } from './types.ts';

/** What lies at a path; links are not followed. `empty` is an empty folder. */
export type PathState = 'absent' | 'empty' | 'present';

/** One act of a roll back. */
export type Move =
  | { readonly do: 'move'; readonly from: string; readonly to: string }
  | { readonly do: 'remove-empty'; readonly path: string }
  | { readonly do: 'bring-back-content'; readonly step: ContentStep };

/** The acts that bring the old data back, or why that can not be decided. */
export type RollBack =
  | { readonly moves: readonly Move[]; readonly obstacle: null }
  | { readonly moves: readonly []; readonly obstacle: { readonly step: SwapStep; readonly why: string } };

/**
 * Plans how a swap that did not end is undone: last step first, each from the state that the crash has left.
 *
 * Shape   `at` tells what lies at each `live`, `fresh` and `old`, `clashOf` what keeps content from being brought back
 * Promise All or nothing: with an obstacle at one step no step is moved. A roll back that was itself cut short is planned
 *         again from where it stopped. Nothing that the swap did not put there is moved or removed; only an empty folder
 *         that came up at `live` gives way.
 */
export function planRollBack(
  steps: readonly SwapStep[],
  at: (path: string) => PathState,
  clashOf: (step: ContentStep) => string | null = () => null,
): RollBack {
  const moves: Move[] = [];
  for (const step of steps.toReversed()) {
    const planned = planStep(step, at, clashOf);
    if (typeof planned === 'string') return { moves: [], obstacle: { step, why: planned } };
    moves.push(...planned);
  }
  return { moves, obstacle: null };
}

function planStep(
  step: SwapStep,
  at: (path: string) => PathState,
  clashOf: (step: ContentStep) => string | null,
): readonly Move[] | string {
  if (hasContent(step)) return bringBackContent(step, at, clashOf);
  return step.hadLive ? bringBack(step, at) : takeAway(step, at);
}

/** Forward was: all that is in live → old, all that is in fresh → live. */
function bringBackContent(
  step: ContentStep,
  at: (path: string) => PathState,
  clashOf: (step: ContentStep) => string | null,
): readonly Move[] | string {
  if (at(step.live) === 'absent') return `there is nothing at ${step.live}`;
  if (at(step.old) === 'absent' && at(partialOf(step.old)) === 'absent') return [];
  return clashOf(step) ?? [{ do: 'bring-back-content', step }];
}

/** Forward was: live → old, fresh → live. */
function bringBack(step: SwapStep, at: (path: string) => PathState): readonly Move[] | string {
  const { live, fresh, old } = step;
  const restore: Move = { do: 'move', from: old, to: live };
  if (at(old) === 'absent') return at(live) === 'absent' ? `the old data is neither at ${live} nor at ${old}` : [];
  if (at(live) === 'absent') return [restore];
  if (at(fresh) === 'absent') return [{ do: 'move', from: live, to: fresh }, restore];
  if (at(live) === 'empty') return [{ do: 'remove-empty', path: live }, restore];
  return `something new lies at ${live}; the old data is at ${old}`;
}

/** Forward was: fresh → live, where nothing had been. */
function takeAway(step: SwapStep, at: (path: string) => PathState): readonly Move[] {
  const { live, fresh } = step;
  return at(live) !== 'absent' && at(fresh) === 'absent' ? [{ do: 'move', from: live, to: fresh }] : [];
}
