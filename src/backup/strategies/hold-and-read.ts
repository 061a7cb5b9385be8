import { asKopiDockaError, type KopiDockaError } from '../../errors.ts';
import { unlessAborted } from '../../host/abort.ts';
import { Hold, type HoldReport } from '../../journal/hold.ts';
import type { RunContext } from '../context.ts';
import type { StillTime } from '../find-changes.ts';
import { reachSources } from '../reach-sources.ts';
import { type Reading, readSources, type TagsOf } from '../read-sources.ts';
import type { UnitPlan } from '../types.ts';
import type { StrategyResult } from './strategy.ts';

/**
 * Takes the members, reads all sources, gives the members back as soon as the last byte is read, then waits for kopia to flush.
 *
 * Promise Between the last byte read and the first start stands nothing, and after an abort not even a kopia that is slow to end.
 */
export async function holdAndRead(
  how: 'stop' | 'pause',
  plan: UnitPlan,
  tagsOf: TagsOf,
  context: RunContext,
): Promise<StrategyResult> {
  const { emit, signal, config } = context;
  const reach = await reachSources(plan.sources, context);
  const healthTimeoutMs = config.backup.healthTimeoutSeconds * 1000;
  const hold = new Hold({ unit: plan.name, how, stop: plan.stop, start: plan.start }, { ...context, healthTimeoutMs });
  let reading: Reading | null = null;
  let failure: KopiDockaError | null = null;
  let still: StillTime | null = null;
  try {
    emit({ type: 'window-opened', unit: plan.name });
    await hold.take(signal);
    const fromMs = Date.now();
    reading = readSources(plan.name, tagsOf, plan.sources, reach, context);
    await unlessAborted(reading.read, signal);
    still = { fromMs, toMs: Date.now() };
  } catch (cause) {
    failure = asKopiDockaError(signal.aborted ? signal.reason : cause);
  }
  const report = await hold.release({ start: context.start, signal });
  emit({ type: 'window-closed', unit: plan.name, downtimeMs: report.downtimeMs });
  const unhealthy = context.start ? hold.awaitHealthy(signal) : Promise.resolve([]);
  await reach.release();
  const outcomes = (await reading?.saved) ?? [];
  return { outcomes, hold: report, consistency: consistencyOf(how, report), failure, still, unhealthy };
}

function consistencyOf(how: 'stop' | 'pause', { forced }: HoldReport): StrategyResult['consistency'] {
  if (how === 'pause') return 'paused';
  return forced.length === 0 ? 'stopped' : 'stopped-forced';
}
