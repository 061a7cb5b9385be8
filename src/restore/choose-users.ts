import type { Mount, Volume } from '../docker/types.ts';
import { isWithin } from '../host/mounts.ts';
import type { Unit, UnitMember } from '../units/types.ts';
import { dataPath } from '../units/writes-to.ts';

/** A place that will be replaced: where it lies, and the volume that it is, if it is one. */
export interface Replaced {
  readonly path: string;
  readonly volume: string | null;
}

/** What is on the engine. */
export interface UserFacts {
  readonly units: readonly Unit[];
  readonly volumes: readonly Volume[];
  readonly rootDir: string;
}

/** Who uses what will be replaced. `stop` can not run on; `beside` can write to it from outside and is left running. */
export interface Users {
  readonly stop: readonly UnitMember[];
  readonly beside: readonly { readonly name: string; readonly path: string }[];
}

type Use = 'mounted' | 'beside' | 'not';

const IN_USE = new Set(['running', 'restarting', 'paused']);

/**
 * Chooses the containers that must stop before the given places are replaced, whatever unit they belong to.
 *
 * Promise Every running container that mounts a place, a part of it, or a folder around it read-write; and whoever shares a
 *         namespace with one of those. Tools of the host that mount Docker's own folder or more are left running and named.
 * Source  A swap under a running container goes unseen: it writes on into the old tree (docker.md, dozen 12).
 */
export function chooseUsers(replaced: readonly Replaced[], { units, volumes, rootDir }: UserFacts): Users {
  const byName = new Map(volumes.map((volume) => [volume.name, volume]));
  const inUse = units
    .flatMap(({ name, members }) => members.map((member) => ({ unit: name, member })))
    .filter(({ member }) => IN_USE.has(member.container.state));
  const uses = inUse.flatMap((user) =>
    replaced.map((place) => ({ user, place, use: howUsed(user, place, byName, rootDir) })),
  );
  const mounting = uses.filter(({ use }) => use === 'mounted').map(({ user }) => user);
  const stop = withSharers(mounting, inUse);
  return {
    stop,
    beside: uses
      .filter(({ use, user }) => use === 'beside' && !stop.includes(user))
      .map(({ user, place }) => ({ name: user.member.name, path: place.path })),
  };
}

function howUsed({ member }: UnitMember, place: Replaced, volumes: ReadonlyMap<string, Volume>, rootDir: string): Use {
  const uses = member.container.mounts.map((mount): Use => {
    if (mount.name !== null && mount.name === place.volume) return 'mounted';
    const source = sourceOf(mount, volumes);
    if (source === '') return 'not';
    if (isWithin(source, place.path)) return 'mounted';
    if (mount.readOnly || !isWithin(place.path, source)) return 'not';
    return isWithin(rootDir, source) || isWithin(source, rootDir) ? 'beside' : 'mounted';
  });
  return uses.find((use) => use === 'mounted') ?? uses.find((use) => use === 'beside') ?? 'not';
}

/** The host path that a mount shows; empty when there is none. */
function sourceOf(mount: Mount, volumes: ReadonlyMap<string, Volume>): string {
  const volume = mount.name === null ? undefined : volumes.get(mount.name);
  if (volume !== undefined) return dataPath(volume);
  return mount.type === 'bind' || mount.type === 'volume' ? mount.source : '';
}

/** Adds, again and again, whoever joins a namespace of those chosen: it would run on in a dead one. */
function withSharers(chosen: readonly UnitMember[], inUse: readonly UnitMember[]): readonly UnitMember[] {
  const taken = new Set(chosen);
  for (const owner of taken) {
    const { id, name } = owner.member.container;
    for (const other of inUse) {
      const { joins } = other.member.container;
      if (joins.includes(id) || joins.includes(name)) taken.add(other);
    }
  }
  return inUse.filter((member) => taken.has(member));
}
