import { reachSources } from '../reach-sources.ts';
import { readSources } from '../read-sources.ts';
import type { ApplyStrategy } from './strategy.ts';

/** Reads while everything goes on; nothing is stopped, nothing is promised. */
export const none: ApplyStrategy = async (plan, tagsOf, context) => {
  const reach = await reachSources(plan.sources, context);
  const reading = readSources(plan.name, tagsOf, plan.sources, reach, context);
  await reading.read;
  await reach.release();
  return {
    outcomes: await reading.saved,
    hold: { downtimeMs: 0, forced: [], disturbed: [], notBack: [] },
    consistency: 'live',
    failure: null,
    still: null,
    unhealthy: Promise.resolve([]),
  };
};
