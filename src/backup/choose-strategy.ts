import type { StopChoice } from '../units/choose-stopped.ts';
import type { PlannedSource, Strategy } from './types.ts';

/** A strategy and why it was chosen, in one line. */
export interface ChosenStrategy {
  readonly strategy: Strategy;
  readonly reason: string;
}

/** Chooses how a unit is held still: as asked; `auto` is the shortest window that is cold and consistent on this host. */
export function chooseStrategy(
  asked: Strategy | 'auto',
  sources: readonly PlannedSource[],
  { stop, refusal }: StopChoice,
): ChosenStrategy {
  if (sources.length === 0) return { strategy: 'none', reason: 'it has no persistent data, only its recipe is saved' };
  if (stop.length === 0 && refusal === null)
    return { strategy: 'stop', reason: 'nothing that runs can write to its data' };
  if (asked !== 'auto') return { strategy: asked, reason: 'as asked' };
  return { strategy: 'stop', reason: 'cold and consistent' };
}
