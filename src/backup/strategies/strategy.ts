import type { KopiDockaError } from '../../errors.ts';
import type { HoldReport } from '../../journal/hold.ts';
import type { RunContext } from '../context.ts';
import type { StillTime } from '../find-changes.ts';
import type { SourceOutcome, TagsOf } from '../read-sources.ts';
import type { UnitPlan } from '../types.ts';

/** What a strategy brings back. `failure` says why nothing, or not all, was read; `unhealthy` settles after the window. */
export interface StrategyResult {
  readonly outcomes: readonly SourceOutcome[];
  readonly hold: HoldReport;
  readonly consistency: 'stopped' | 'stopped-forced' | 'paused' | 'live';
  readonly failure: KopiDockaError | null;
  /** From the last stop to the first start; null when nothing was held, or nothing read. */
  readonly still: StillTime | null;
  readonly unhealthy: Promise<readonly string[]>;
}

/**
 * One way to hold a unit's data still while it is read.
 *
 * Errors  E_UNREADABLE_VOLUME when a source can not be reached; nothing was taken then.
 * Promise Once something was taken it resolves: everything is given back, and what went wrong is in the result.
 */
export type ApplyStrategy = (plan: UnitPlan, tagsOf: TagsOf, context: RunContext) => Promise<StrategyResult>;
