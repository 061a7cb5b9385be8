import type { Keeper } from '../docker/types.ts';
import { KopiDockaError } from '../errors.ts';
import { mountAt, readMounts } from '../host/mounts.ts';
import type { RunContext } from './context.ts';
import type { PlannedSource } from './types.ts';

/** How the bytes of a source are reached while it is read: at a path of this host, or only through the engine. */
export type Access = { readonly path: string } | { readonly archive: string };

/** Sources made readable, with what holds them so. */
export interface Reach {
  accessTo(source: PlannedSource): Access;
  /** Errors E_UNREADABLE_VOLUME when a volume that was mounted is not, or not the same, any more: what was read may be empty. */
  check(source: PlannedSource): void;
  release(): Promise<void>;
}

/**
 * Makes every source readable before anything stops: volumes that unmount with their last container get a keeper.
 *
 * Errors  E_UNREADABLE_VOLUME when one can not be held; nothing is held then.
 * Source  A local volume with driver options reads empty on the host once its last container stops (docker.md §1.2).
 */
export async function reachSources(sources: readonly PlannedSource[], context: RunContext): Promise<Reach> {
  const held = sources.filter((source) => source.readable !== 'direct');
  const started = await Promise.allSettled(
    held.map((source) => context.engine.startKeeper(source.name, context.runId)),
  );
  const keepers = new Map<PlannedSource, Keeper>();
  for (const [index, result] of started.entries()) {
    if (result.status === 'fulfilled') keepers.set(held[index] as PlannedSource, result.value);
  }
  const release = async () => {
    await Promise.allSettled([...keepers.values()].map((keeper) => context.engine.removeKeeper(keeper.id)));
  };
  try {
    const refused = started.find((result) => result.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
    return { ...watchMounts(held), accessTo: (source) => accessTo(source, keepers.get(source)), release };
  } catch (cause) {
    await release();
    throw cause;
  }
}

function accessTo(source: PlannedSource, keeper: Keeper | undefined): Access {
  if (source.readable !== 'stream' || keeper === undefined) return { path: source.path };
  return keeper.root === null ? { archive: source.name } : { path: keeper.root };
}

/** Remembers which mount lies at each kept volume, and tells when it is gone or another one. */
function watchMounts(sources: readonly PlannedSource[]): Pick<Reach, 'check'> {
  const kept = sources.filter((source) => source.readable === 'keeper');
  const mountIdOf = (source: PlannedSource) => mountAt(readMounts(), source.path)?.id ?? null;
  const before = new Map(kept.map((source) => [source, mountIdOf(source)]));
  const check = (source: PlannedSource) => {
    if (!before.has(source)) return;
    const id = mountIdOf(source);
    if (id === null || id !== before.get(source)) {
      throw new KopiDockaError('E_UNREADABLE_VOLUME', `volume ${source.name} is not mounted at ${source.path}`);
    }
  };
  for (const source of kept) check(source);
  return { check };
}
