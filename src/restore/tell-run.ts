import { asKopiDockaError, type Failure, KopiDockaError } from '../errors.ts';
import type { Emit } from '../events.ts';
import { monotonicMs } from '../host/clock.ts';
import { isInterruption } from './to-result.ts';
import type { RestoreResult, UndoResult } from './types.ts';

/** Which run is told of, and to whom. */
export interface ToldRun {
  readonly runId: string;
  readonly command: 'restore' | 'undo';
  readonly unit: string;
  readonly emit: Emit;
}

/** Does the work of a run and says how it began and how it ended, well or not. Errors those of the work. */
export async function tellRun<Result extends RestoreResult | UndoResult>(
  { runId, command, unit, emit }: ToldRun,
  work: () => Promise<Result>,
): Promise<Result> {
  const begunMs = monotonicMs();
  const durationMs = (): number => Math.round(monotonicMs() - begunMs);
  emit({ type: 'run-started', runId, command, units: [unit] });
  emit({ type: 'unit-started', unit });
  try {
    const result = await work();
    const { status, downtimeMs, exitCode } = result;
    for (const warning of result.warnings) emit({ type: 'warning', unit, warning });
    for (const failure of result.errors) emit({ type: 'error', unit, failure });
    emit({ type: 'unit-ended', unit, status, downtimeMs, durationMs: durationMs() });
    emit({ type: 'run-ended', runId, exitCode });
    return result;
  } catch (cause) {
    const error = asKopiDockaError(cause);
    emit({ type: 'error', unit, failure: error.toFailure() });
    emit({
      type: 'unit-ended',
      unit,
      status: isInterruption(error) ? 'interrupted' : 'failed',
      downtimeMs: 0,
      durationMs: durationMs(),
    });
    emit({ type: 'run-ended', runId, exitCode: error.exitCode });
    throw error;
  }
}

/** Ends with the first refusal, if there is any, and says the others. */
export function refuseIfAny(refusals: readonly Failure[], unit: string, emit: Emit): void {
  const [first, ...others] = refusals;
  if (first === undefined) return;
  for (const failure of others) emit({ type: 'error', unit, failure });
  throw new KopiDockaError(first.code, first.message, { hint: first.hint });
}
