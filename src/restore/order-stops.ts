import { orderMembers } from '../units/order-members.ts';
import type { UnitMember } from '../units/types.ts';
import type { PlannedStop, RestorePlan } from './types.ts';

/** Orders the containers that are stopped for a restore: dependents first, and started the other way round. */
export function orderStops(users: readonly UnitMember[]): Pick<RestorePlan, 'stop' | 'start'> {
  const { stop, start } = orderMembers(users);
  const last = start.length - 1;
  const awaited = new Set(start.filter((_, level) => level < last).flat());
  const plan = (levels: typeof stop): readonly (readonly PlannedStop[])[] =>
    levels.map((level) => level.map((user) => toPlanned(user, awaited.has(user))));
  return { stop: plan(stop), start: plan(start) };
}

function toPlanned({ unit, member }: UnitMember, hasDependents: boolean): PlannedStop {
  const { id, name, hasHealthcheck } = member.container;
  return { id, name, unit, stopTimeoutSeconds: member.stopTimeout, awaitHealth: hasDependents && hasHealthcheck };
}
