import type { Warning } from '../events.ts';
import type { UnitMember } from './types.ts';
import { isCalled } from './with-joiners.ts';

/** An order in levels: all of one level may go at once. `start` is `stop` backwards. */
export interface MemberOrder {
  readonly stop: readonly (readonly UnitMember[])[];
  readonly start: readonly (readonly UnitMember[])[];
  readonly warnings: readonly Warning[];
}

/**
 * Orders containers for stopping and starting: what others depend on stops last and starts first.
 *
 * Shape   members of one or several units, in any order
 * Promise The same members give the same order, whatever their order was. Dependencies that run in a circle are cut at
 *         one place, found by name, and W_UNIT_CYCLE names the circle: a nightly run must not die of it.
 * Source  Compose specification, `depends_on`; network, PID and IPC modes `container:`; `volumes_from`.
 */
export function orderMembers(members: readonly UnitMember[]): MemberOrder {
  const sorted = [...members].sort((one, other) => (one.member.name < other.member.name ? -1 : 1));
  const depths = new Map<UnitMember, number>();
  const circles: string[][] = [];

  function depthOf(node: UnitMember, path: readonly UnitMember[]): number {
    const known = depths.get(node);
    if (known !== undefined) return known;
    const below = [...path, node];
    let depth = 0;
    for (const dependency of sorted.filter((other) => other !== node && dependsOn(node, other))) {
      const start = below.indexOf(dependency);
      if (start >= 0) circles.push(below.slice(start).map((one) => one.member.name));
      else depth = Math.max(depth, depthOf(dependency, below) + 1);
    }
    depths.set(node, depth);
    return depth;
  }

  const deepest = Math.max(-1, ...sorted.map((node) => depthOf(node, [])));
  const start = Array.from({ length: deepest + 1 }, (_, depth) => sorted.filter((node) => depths.get(node) === depth));
  return { start, stop: [...start].reverse(), warnings: circles.map(cycleWarning) };
}

/** True when the first needs the second to run. */
function dependsOn(one: UnitMember, other: UnitMember): boolean {
  const { joins, volumesFrom } = one.member.container;
  if ([...joins, ...volumesFrom].some((needed) => isCalled(other, needed))) return true;
  return one.unit === other.unit && one.member.dependsOn.some(({ service }) => service === other.member.service);
}

function cycleWarning(circle: readonly string[]): Warning {
  return {
    code: 'W_UNIT_CYCLE',
    message: `these containers depend on each other in a circle: ${[...circle, circle[0]].join(' → ')}`,
    hint: 'Break the circle in depends_on of the Compose file.',
  };
}
