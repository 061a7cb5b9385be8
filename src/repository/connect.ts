import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Identity } from '../config/identity.ts';
import type { Config, Places } from '../config/types.ts';
import { KopiDockaError } from '../errors.ts';
import { ensureFolder, fileError } from '../host/files.ts';
import { findKopia } from '../kopia/find-binary.ts';
import { openKopia } from '../kopia/open-kopia.ts';
import type { Kopia } from '../kopia/types.ts';
import { accessRepository, locateRepository } from './backends/index.ts';
import { readBackendContext } from './credentials.ts';
import { assertWritable, type FolderState, inspectFolder } from './inspect-folder.ts';
import { ensurePassword, isGeneratedPassword, readPassword } from './password.ts';
import { readPin, writePin } from './pins.ts';
import type { Location } from './types.ts';

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
   * Opens it for a backup: checks, before anything is stopped, that one can be written, and makes it when it may.
   *
   * Errors  E_REPO_ABSENT, E_REPO_FOREIGN, E_REPO_PASSWORD, E_REPO_READONLY, E_NO_SPACE, E_REPO, E_CREDENTIALS, E_KOPIA_*.
   * Promise Made only at a place of this host that is empty and was never used: a repository that was there before and is
   *         gone is an error, never replaced. The password is on disk before the repository is.
   */
  prepare(): Promise<{ readonly kopia: Kopia; readonly created: boolean }>;
  /** Makes it because the user asks for it, on any storage. Promise An own one already there is success. Errors as in `prepare`. */
  create(): Promise<{ readonly kopia: Kopia; readonly created: boolean }>;
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
  return new ConfiguredRepository(config, places, identity, env);
}

class ConfiguredRepository implements Repository {
  readonly type: string;
  readonly target: string;
  readonly localPath: string | null;
  readonly #config: Config;
  readonly #places: Places;
  readonly #identity: Identity;
  readonly #env: Readonly<NodeJS.ProcessEnv>;

  constructor(config: Config, places: Places, identity: Identity, env: Readonly<NodeJS.ProcessEnv>) {
    const { type, target, localPath } = locateRepository(config.repository.url);
    this.type = type;
    this.target = target;
    this.localPath = localPath;
    this.#config = config;
    this.#places = places;
    this.#identity = identity;
    this.#env = env;
  }

  async open(): Promise<Kopia> {
    if (this.localPath !== null && inspectFolder(this.localPath) !== 'repository') throw this.#absent();
    return this.#open();
  }

  async prepare(): Promise<{ readonly kopia: Kopia; readonly created: boolean }> {
    if (this.localPath === null) return { kopia: await this.#checked(), created: false };
    const state = inspectFolder(this.localPath);
    if (state === 'repository') {
      await assertWritable(this.localPath);
      return { kopia: await this.#checked(), created: false };
    }
    this.#assertMayCreate(state);
    return this.create();
  }

  async create(): Promise<{ readonly kopia: Kopia; readonly created: boolean }> {
    const before = this.localPath === null ? null : inspectFolder(this.localPath);
    if (before === 'foreign') throw this.#foreign();
    if (this.localPath !== null) await this.#makeFolder(this.localPath);
    ensurePassword(this.#config.repository.password);
    const kopia = await this.#open();
    await kopia.create();
    const { uniqueId } = await kopia.status();
    const created = readPin(this.#places.state, this.#place) !== uniqueId && before !== 'repository';
    writePin(this.#places.state, this.#place, uniqueId);
    return { kopia, created };
  }

  get #place(): string {
    return `${this.type}:${this.target}`;
  }

  /** Opens it and makes sure that it is the one we know. */
  async #checked(): Promise<Kopia> {
    const kopia = await this.#open();
    const { uniqueId } = await kopia.status();
    const pinned = readPin(this.#places.state, this.#place);
    if (pinned !== null && pinned !== uniqueId)
      throw new KopiDockaError('E_REPO_FOREIGN', `another repository is at ${this.target} than before`, {
        hint: `When that is meant, remove ${join(this.#places.state, 'repository.json')}.`,
      });
    if (pinned === null) writePin(this.#places.state, this.#place, uniqueId);
    return kopia;
  }

  async #open(): Promise<Kopia> {
    const { repository } = this.#config;
    const binary = await findKopia(this.#env);
    const { storage, env } = accessRepository(repository.url, await readBackendContext(this.#config, this.#env));
    const password = await readPassword(repository.password, this.#env);
    return openKopia({
      binary,
      connection: { storage, cache: { ...repository.cache, directory: this.#cacheFolder() }, ...this.#identity },
      password,
      passwordIsGenerated: isGeneratedPassword(password),
      storageEnv: env,
      cacheDir: this.#places.cache,
      runDir: this.#places.run,
    });
  }

  /** One cache a repository, except that the Python tool's is used as it is. */
  #cacheFolder(): string {
    const { directory } = this.#config.repository.cache;
    if (this.#config.origin === 'python') return directory;
    return join(directory, `kopia-${createHash('sha256').update(this.#place).digest('hex').slice(0, 12)}`);
  }

  #assertMayCreate(state: FolderState): void {
    const isDefault = this.#config.origin === 'defaults' && this.localPath === this.#places.repository;
    const wasThere = readPin(this.#places.state, this.#place) !== null;
    if (state === 'foreign') throw this.#foreign();
    if (wasThere || (state === 'unreachable' && !isDefault)) throw this.#absent();
  }

  #foreign(): KopiDockaError {
    return new KopiDockaError('E_REPO_FOREIGN', `${this.target} holds something that is no kopia repository`);
  }

  #absent(): KopiDockaError {
    return new KopiDockaError('E_REPO_ABSENT', `there is no repository at ${this.target}`);
  }

  async #makeFolder(path: string): Promise<void> {
    ensureFolder(dirname(path));
    try {
      if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
    } catch (cause) {
      throw fileError(cause, path);
    }
    await assertWritable(path);
  }
}
