import type { UnitMember } from './types.ts';

/**
 * Adds, again and again, whoever lives in a namespace of those chosen.
 *
 * Promise In the order of `candidates`; who is not among them is not added.
 * Source  A container whose namespace owner restarts runs on in a dead network (docker.md, dozen 7).
 */
export function withJoiners(chosen: readonly UnitMember[], candidates: readonly UnitMember[]): readonly UnitMember[] {
  const taken = new Set(chosen);
  for (const owner of taken) {
    for (const candidate of candidates) if (joins(candidate, owner)) taken.add(candidate);
  }
  return candidates.filter((candidate) => taken.has(candidate));
}

/** True when the first lives in a network, PID or IPC namespace of the second. */
export function joins({ member }: UnitMember, owner: UnitMember): boolean {
  return member.container.joins.some((joined) => isCalled(owner, joined));
}

/** True when an ID or name, as inspect gives it, means this container. */
export function isCalled({ member }: UnitMember, idOrName: string): boolean {
  return idOrName === member.container.id || idOrName === member.container.name;
}
