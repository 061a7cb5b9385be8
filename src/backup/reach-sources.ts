import { accessSync, constants, statSync } from 'node:fs';
import type { Keeper } from '../docker/types.ts';
import { asKopiDockaError, KopiDockaError } from '../errors.ts';
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
 * Errors  E_UNREADABLE_VOLUME when one can not be held, or is not for us to read; nothing is held then.
 * Source  A local volume with driver options reads empty on the host once its last container stops (docker.md §1.2).
 */
export async function reachSources(sources: readonly PlannedSource[], context: RunContext): Promise<Reach> {
  for (const source of sources) if (source.readable === 'direct') assertReadable(source);
  const held = sources.filter((source) => source.readable !== 'direct');
  const started = await Promise.allSettled(
    held.map((source) => context.engine.startKeeper(source.name, context.runId)),
  );
  const keepers = new Map<PlannedSource, Keeper>();
  for (const [index, result] of started.entries()) {
    if (result.status === 'fulfilled') keepers.set(held[index] as PlannedSource, result.value);
  }
  const release = async (): Promise<void> => {
    await Promise.all([...keepers.values()].map((keeper) => letGo(keeper, context)));
  };
  try {
    const refused = started.find((result) => result.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
    return { ...watchPlaces(keepers), accessTo: (source) => accessTo(source, keepers.get(source)), release };
  } catch (cause) {
    await release();
    throw cause;
  }
}

/** What lies in it may still be out of reach: that is found out while it is read. */
function assertReadable({ kind, name, path, type }: PlannedSource): void {
  try {
    accessSync(path, type === 'directory' ? constants.R_OK | constants.X_OK : constants.R_OK);
  } catch (cause) {
    const reason = `${kind} ${name} can not be read at ${path} (${(cause as NodeJS.ErrnoException).code})`;
    throw new KopiDockaError('E_UNREADABLE_VOLUME', reason, { hint: 'Run it as root, for example with sudo.', cause });
  }
}

/** A keeper that can not be removed is named: its volume can not be removed either. */
async function letGo({ id, name }: Keeper, { engine, emit }: RunContext): Promise<void> {
  try {
    await engine.removeKeeper(id);
  } catch (cause) {
    const message = `the helper container ${name} is left: ${asKopiDockaError(cause).message}`;
    emit({ type: 'warning', unit: null, warning: { code: 'W_KEEPER', message, hint: `Run docker rm -f ${name}.` } });
  }
}

function accessTo(source: PlannedSource, keeper: Keeper | undefined): Access {
  if (source.readable !== 'stream' || keeper === undefined) return { path: source.path };
  return keeper.root === null ? { archive: source.name } : { path: keeper.root };
}

/** Remembers what is seen at each kept volume, and tells when it is gone or something else. */
function watchPlaces(keepers: ReadonlyMap<PlannedSource, Keeper>): Pick<Reach, 'check'> {
  const placeOf = (source: PlannedSource): string | null => seenAt(source, keepers.get(source) ?? null);
  const before = new Map([...keepers.keys()].map((source) => [source, placeOf(source)]));
  const check = (source: PlannedSource): void => {
    const wanted = before.get(source);
    if (wanted === undefined || (wanted !== null && placeOf(source) === wanted)) return;
    throw new KopiDockaError('E_UNREADABLE_VOLUME', `volume ${source.name} is not mounted at ${source.path}`);
  };
  for (const source of keepers.keys()) check(source);
  return { check };
}

/** What tells one mounted volume from another, or from the empty folder below it; null when there is none. */
function seenAt(source: PlannedSource, keeper: Keeper | null): string | null {
  if (source.readable === 'keeper') return mountAt(readMounts(), source.path)?.id.toString() ?? null;
  if (!keeper?.root) return ELSEWHERE;
  const stat = statSync(keeper.root, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
}

/** Only the engine sees it, and says itself when it can not. */
const ELSEWHERE = 'elsewhere';
