import type { Engine } from '../docker/types.ts';
import type { Unit } from '../units/types.ts';
import { placesOf, writesTo } from '../units/writes-to.ts';
import type { StrategyResult } from './strategies/strategy.ts';
import type { UnitPlan } from './types.ts';

/**
 * Names the containers that ran, or could write, while the sources were read as still; nobody promises that for a live read.
 *
 * Promise Finds re-created and foreign containers too, if they still run.
 */
export async function findTorn(
  plan: UnitPlan,
  unit: Unit,
  held: StrategyResult,
  engine: Engine,
): Promise<readonly string[]> {
  if (held.consistency === 'live' || held.outcomes.length === 0) return [];
  const own = new Set(plan.start.flat().map((member) => member.id));
  const places = placesOf(unit);
  const writers = (await engine.running()).filter(
    ({ id, mounts }) => !own.has(id) && mounts.some((mount) => places.some((place) => writesTo(mount, place))),
  );
  const paused = new Set(plan.left.map(({ name }) => name));
  return [...new Set([...held.hold.disturbed, ...writers.map(({ name }) => name)])].filter((name) => !paused.has(name));
}
