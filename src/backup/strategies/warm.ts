import type { RunContext } from '../context.ts';
import { reachSources } from '../reach-sources.ts';
import { readSources } from '../read-sources.ts';
import type { UnitPlan } from '../types.ts';
import { holdAndRead } from './hold-and-read.ts';
import type { ApplyStrategy } from './strategy.ts';

/**
 * Reads once while everything runs, then stops, reads only what changed since, and starts again.
 *
 * Promise The live read is never a point: it carries no unit, and is deleted when the final one is stored.
 */
export const warm: ApplyStrategy = async (plan, tagsOf, context) => {
  const live = await readLive(plan, context);
  const result = await holdAndRead('stop', plan, tagsOf, context);
  if (live.length > 0) await context.kopia.delete(live).catch(() => undefined);
  return result;
};

/** Reads the sources that profit from it; the ids of the snapshots. What goes wrong shows again in the final read. */
async function readLive(plan: UnitPlan, context: RunContext): Promise<readonly string[]> {
  const sources = plan.sources.filter((source) => source.format === 'direct');
  const tagsOf = () => ({ type: 'warm', run_id: context.runId });
  const reach = await reachSources(sources, context);
  const reading = readSources(plan.name, tagsOf, sources, reach, { ...context, emit: () => undefined });
  const outcomes = await reading.saved;
  await reach.release();
  return outcomes.flatMap((outcome) => ('snapshot' in outcome ? [outcome.snapshot.id] : []));
}
