import type { Failure } from '../errors.ts';
import type { UnitMember, Unstoppable } from '../units/types.ts';
import { refuse } from './refusal.ts';

const WHY: Readonly<Record<NonNullable<Unstoppable>, string>> = {
  'auto-remove': 'is removed by Docker as soon as it stops',
  'one-off': 'is a one-off command of Compose',
  'serves-docker': 'is how kopi-docka reaches Docker',
  'swarm-task': 'is managed by Swarm, which would start another',
  ourselves: 'is the container that kopi-docka runs in',
  'holds-repository': 'serves the repository',
};

/** Why a container that uses the data can not be stopped for a restore or an undo. */
export function checkUser({ member }: UnitMember): readonly Failure[] {
  const { name, unstoppable } = member;
  if (member.container.state === 'paused')
    return [refuse(`container ${name} uses the data and is paused`, `Run docker unpause ${name}.`)];
  if (unstoppable === null) return [];
  const hint = `Stop it yourself with docker stop ${name} and run this again.`;
  return [refuse(`container ${name} uses the data and ${WHY[unstoppable]}`, hint)];
}
