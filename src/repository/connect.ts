import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Identity } from '../config/identity.ts';
import type { Config, Places } from '../config/types.ts';
import { KopiDockaError } from '../errors.ts';
import { ensureFolder, fileError } from '../host/files.ts';
import type { Kopia } from '../kopia/types.ts';
import { locateRepository } from './backends/index.ts';
import { assertWritable, type FolderState, inspectFolder } from './inspect-folder.ts';
import { ensurePassword } from './password.ts';
import { readPin, writePin } from './pins.ts';
import { type Reach, reachRepository } from './reach.ts';
import type { Location } from './types.ts';

/** A repository that is open; `created` when it was made just now. */
export interface Opened {
  readonly kopia: Kopia;
  readonly created: boolean;
}

/** The configured repository; nothing is opened until a method is called. */
export interface Repository extends Location {
  /**
   * Opens it for reading.
   *
   * Errors  E_REPO_ABSENT when there is none, E_CREDENTIALS, E_KOPIA_MISSING, E_KOPIA_VERSION.
   * Promise Writes nothing to the repository. A wrong password shows at the first call of the kopia it gives.
   */
  open(): Promise<Kopia>;
  /**
   * Opens it for a restore, and makes sure that it is the one of our backups, where this host has made any.
   *
   * Errors  Those of `open`, and E_REPO_FOREIGN, E_REPO_PASSWORD.
   */
  openKnown(): Promise<Kopia>;
  /**
   * Opens it for a backup: checks, before anything is stopped, that one can be written, and makes it when it may.
   *
   * Errors  E_REPO_ABSENT, E_REPO_FOREIGN, E_REPO_PASSWORD, E_REPO_READONLY, E_NO_SPACE, E_REPO, E_CREDENTIALS, E_KOPIA_*.
   * Promise Made only at a place of this host that is empty and was never used: a repository that was there before and is
   *         gone is an error, never replaced. The password is on disk before the repository is.
   */
  prepare(): Promise<Opened>;
  /** Makes it because the user asks for it, on any storage. Promise An own one already there is success. Errors as in `prepare`. */
  create(): Promise<Opened>;
}

/**
 * The repository that the configuration names.
 *
 * Errors  E_CONFIG when its url is not understood.
 * Promise Reads no secret and starts nothing.
 */
export function connectRepository(
  config: Config,
  places: Places,
  identity: Identity,
  env: Readonly<NodeJS.ProcessEnv>,
): Repository {
  return new ConfiguredRepository({ config, places, identity, env });
}

class ConfiguredRepository implements Repository {
  readonly type: string;
  readonly target: string;
  readonly localPath: string | null;
  readonly #reach: Reach;

  constructor(reach: Reach) {
    const { type, target, localPath } = locateRepository(reach.config.repository.url);
    this.type = type;
    this.target = target;
    this.localPath = localPath;
    this.#reach = reach;
  }

  async open(): Promise<Kopia> {
    if (this.localPath !== null && inspectFolder(this.localPath) !== 'repository') throw this.#absent();
    return this.#open();
  }

  async openKnown(): Promise<Kopia> {
    const kopia = await this.open();
    await this.#assertKnown(kopia);
    return kopia;
  }

  async prepare(): Promise<Opened> {
    const { localPath } = this;
    if (localPath === null) return { kopia: await this.#openAndKeep(), created: false };
    const state = inspectFolder(localPath);
    if (state !== 'repository') {
      this.#assertMayCreate(state);
      return this.create();
    }
    await assertWritable(localPath);
    return { kopia: await this.#openAndKeep(), created: false };
  }

  async create(): Promise<Opened> {
    const { localPath } = this;
    const state = localPath === null ? null : inspectFolder(localPath);
    if (state === 'foreign') throw this.#foreign();
    if (localPath !== null) await makeFolder(localPath);
    ensurePassword(this.#reach.config.repository.password);
    const kopia = await this.#open();
    await kopia.create();
    const { uniqueId } = await kopia.status();
    const created = state !== 'repository' && this.#pin() !== uniqueId;
    this.#keepPin(uniqueId);
    return { kopia, created };
  }

  #open(): Promise<Kopia> {
    return reachRepository(this.#reach, this.#place);
  }

  /** Opens it, makes sure that it is the one we know, and knows it from now on. */
  async #openAndKeep(): Promise<Kopia> {
    const kopia = await this.#open();
    const uniqueId = await this.#assertKnown(kopia);
    if (this.#pin() === null) this.#keepPin(uniqueId);
    return kopia;
  }

  /** The id of the repository; an error when another one was here before. */
  async #assertKnown(kopia: Kopia): Promise<string> {
    const { uniqueId } = await kopia.status();
    const pin = this.#pin();
    if (pin !== null && pin !== uniqueId)
      throw new KopiDockaError('E_REPO_FOREIGN', `another repository is at ${this.target} than before`, {
        hint: `When that is meant, remove ${join(this.#reach.places.state, 'repository.json')}.`,
      });
    return uniqueId;
  }

  #assertMayCreate(state: FolderState): void {
    const { config, places } = this.#reach;
    const isDefault = config.origin === 'defaults' && this.localPath === places.repository;
    if (state === 'foreign') throw this.#foreign();
    if (this.#pin() !== null || (state === 'unreachable' && !isDefault)) throw this.#absent();
  }

  get #place(): string {
    return `${this.type}:${this.target}`;
  }

  #pin(): string | null {
    return readPin(this.#reach.places.state, this.#place);
  }

  #keepPin(uniqueId: string): void {
    writePin(this.#reach.places.state, this.#place, uniqueId);
  }

  #foreign(): KopiDockaError {
    return new KopiDockaError('E_REPO_FOREIGN', `${this.target} holds something that is no kopia repository`);
  }

  #absent(): KopiDockaError {
    return new KopiDockaError('E_REPO_ABSENT', `there is no repository at ${this.target}`);
  }
}

/** Makes the folder of a repository and its parents, for the owner alone, and makes sure that it can be written. */
async function makeFolder(path: string): Promise<void> {
  ensureFolder(dirname(path));
  try {
    if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    throw fileError(cause, path);
  }
  await assertWritable(path);
}
