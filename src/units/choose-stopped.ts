import type { Unit, UnitMember, Unstoppable } from './types.ts';
import { joins, withJoiners } from './with-joiners.ts';
import { placesOf, writesTo } from './writes-to.ts';

/** Who has to be stopped before a unit's data is read. */
export interface StopChoice {
  /** Running containers to stop and start again; some may belong to other units. */
  readonly stop: readonly UnitMember[];
  /** Containers that are left as they are, and why. */
  readonly left: readonly { readonly name: string; readonly reason: string }[];
  /** Why the unit can not be read cold; null when it can. */
  readonly refusal: string | null;
}

/** Why a paused container is left: its files are as after a power cut, whatever it still had in memory. */
export const PAUSED = 'is paused and can not write';

const WHY: Readonly<Record<NonNullable<Unstoppable>, string>> = {
  'auto-remove': 'would be removed by its stop (--rm)',
  'one-off': 'is a one-off container of docker compose run and can not be started again',
  'swarm-task': 'is a swarm task, which swarm would replace',
  ourselves: 'is kopi-docka itself',
  'holds-repository': 'holds the volume of the repository',
  'serves-docker': 'is the way to Docker',
};

/**
 * Chooses who is stopped for a cold read of a unit: its own running members, containers of other units that can write to
 * its data, and whoever shares a namespace with one of these.
 *
 * Shape   `units` holds all units of the host, `unit` among them
 * Promise Only running and restarting containers are chosen. One that can not be stopped is a refusal when it can write
 *         to the data, else it is left. Joining a namespace binds to its owner, not the owner to who joins.
 */
export function chooseStopped(unit: Unit, units: readonly Unit[]): StopChoice {
  const places = placesOf(unit);
  const writes = ({ member }: UnitMember): boolean =>
    member.container.mounts.some((mount) => places.some((place) => writesTo(mount, place)));
  const isOwn = (candidate: UnitMember): boolean => candidate.unit === unit.name;
  const all = units.flatMap(({ name, members }) => members.map((member) => ({ unit: name, member })));
  const active = all.filter(({ member }) => ['running', 'restarting'].includes(member.container.state));
  const wanted = active.filter((candidate) => (isOwn(candidate) && candidate.member.enabled) || writes(candidate));
  const stop = withJoiners(wanted.filter(isStoppable), active.filter(isStoppable));
  const unstoppable = active.filter((candidate) => !isStoppable(candidate));
  return {
    stop,
    left: [
      ...all.filter((one) => one.member.container.state === 'paused' && (isOwn(one) || writes(one))).map(paused),
      ...active.filter((one) => isOwn(one) && !one.member.enabled && !stop.includes(one)).map(switchedOff),
      ...unstoppable.filter((one) => isOwn(one) || stop.some((other) => joins(one, other))).map(because),
    ],
    refusal: refusalOf(unstoppable.filter((one) => one.member.unstoppable !== 'ourselves' && writes(one))),
  };
}

function isStoppable({ member }: UnitMember): boolean {
  return member.unstoppable === null;
}

function because({ member }: UnitMember): StopChoice['left'][number] {
  return { name: member.name, reason: member.unstoppable === null ? '' : WHY[member.unstoppable] };
}

function paused({ member }: UnitMember): StopChoice['left'][number] {
  return { name: member.name, reason: PAUSED };
}

function switchedOff({ member }: UnitMember): StopChoice['left'][number] {
  return { name: member.name, reason: 'is switched off by its label and does not write to what is saved' };
}

function refusalOf(writers: readonly UnitMember[]): string | null {
  if (writers.length === 0) return null;
  return writers
    .map(because)
    .map(({ name, reason }) => `${name} can write to the data and ${reason}`)
    .join('; ');
}
