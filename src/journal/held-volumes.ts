import { closeSync, constants, lstatSync, openSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Engine, Keeper } from '../docker/types.ts';
import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import { fileError } from '../host/files.ts';
import { keepFolderTime } from '../host/folder-attributes.ts';
import { isWithin, mountAt, readMounts } from '../host/mounts.ts';
import { run } from '../host/run.ts';
import { printable } from '../host/text.ts';

/** How keepers come and go. */
export type Keepers = Pick<Engine, 'startKeeper' | 'removeKeeper'>;

interface Held {
  readonly live: string;
  readonly keeper: Keeper;
  readonly fd: number;
}

/**
 * Volumes that are held mounted while files in them are replaced. `live` is the path that a volume goes by, in plans and
 * journals, whether it is mounted or not.
 *
 * Promise Goes on seeing a volume that it holds even if its keeper dies: the folder stays open.
 */
export class HeldVolumes {
  readonly #keepers: Keepers;
  readonly #runId: string;
  readonly #held: Held[] = [];

  constructor(keepers: Keepers, runId: string) {
    this.#keepers = keepers;
    this.#runId = runId;
  }

  /** Holds a volume; one that is held already is success. Errors E_UNREADABLE_VOLUME. */
  async hold(volume: string, live: string): Promise<void> {
    if (this.#held.some((held) => held.live === live)) return;
    const keeper = await this.#keepers.startKeeper(volume, this.#runId, { readOnly: false });
    try {
      this.#held.push({ live, keeper, fd: openRoot(keeper, live) });
    } catch (cause) {
      await this.#keepers.removeKeeper(keeper.id);
      throw cause;
    }
  }

  /** Where a path is reached: in a volume that is held by way of its open folder, else at itself. */
  real(path: string): string {
    const held = this.#holder(path);
    return held === null ? path : `/proc/${process.pid}/fd/${held.fd}${path.slice(held.live.length)}`;
  }

  /** True for what lies in a volume that is held. */
  covers(path: string): boolean {
    return this.#holder(path) !== null;
  }

  /**
   * Removes a folder at the root of a held volume; nothing there is success.
   *
   * Errors  E_STATE when a part of it can not be removed.
   * Promise Crosses no mount. The root keeps its time.
   */
  async remove(path: string): Promise<void> {
    const folder = this.real(path);
    if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
    const { exitCode, stderr } = await run('find', [folder, '-xdev', '-mindepth', '1', '-delete']);
    if (exitCode !== 0)
      throw new KopiDockaError('E_STATE', `${path} was not removed: ${printable(stderr.trim().split('\n')[0] ?? '')}`);
    try {
      keepFolderTime(this.real(dirname(path)), () => rmdirSync(folder));
    } catch (cause) {
      throw fileError(cause, path);
    }
  }

  /** Lets go of all volumes; more than once is fine. Shape: one line for each keeper that could not be removed. */
  async release(): Promise<readonly string[]> {
    const left: string[] = [];
    for (const { keeper, fd } of this.#held.splice(0)) {
      closeSync(fd);
      await this.#keepers.removeKeeper(keeper.id).catch((cause: unknown) => {
        left.push(`the helper container ${keeper.name} is left: ${asKopiDockaError(cause).message}`);
      });
    }
    return left;
  }

  #holder(path: string): Held | null {
    return this.#held.find(({ live }) => isWithin(path, live)) ?? null;
  }
}

/** From within a container the keeper's own view may not be reached, but a mount of the local driver is. */
function openRoot({ root, volume }: Keeper, live: string): number {
  const path = root ?? (mountAt(readMounts(), live) === null ? null : live);
  if (path === null)
    throw new KopiDockaError('E_UNREADABLE_VOLUME', `the files of volume ${volume} can not be reached from here`);
  try {
    return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (cause) {
    throw new KopiDockaError(
      'E_UNREADABLE_VOLUME',
      `volume ${volume} can not be opened: ${fileError(cause, path).message}`,
    );
  }
}
