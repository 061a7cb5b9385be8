import { existsSync } from 'node:fs';
import { BackupManager } from './backup/backup-manager.ts';
import { sweepStaged } from './backup/stage-recipe.ts';
import { type Identity, keepIdentity, resolveIdentity } from './config/identity.ts';
import { loadConfig } from './config/load.ts';
import { type ResolvedPlaces, resolvePlaces } from './config/places.ts';
import type { Config, LoadedConfig } from './config/types.ts';
import { connectEngine } from './docker/engine.ts';
import type { Engine, Inventory } from './docker/types.ts';
import type { DoctorContext } from './doctor/types.ts';
import type { Emit, Warning } from './events.ts';
import { acquireLock } from './journal/lock.ts';
import { recover } from './journal/recover.ts';
import type { RecoveryReport } from './journal/types.ts';
import { groupPoints } from './points/group-points.ts';
import type { Point } from './points/types.ts';
import { connectRepository, type Repository } from './repository/connect.ts';
import { RestoreManager } from './restore/restore-manager.ts';
import { UndoManager } from './restore/undo-manager.ts';
import { discover } from './units/discover.ts';
import type { Discovery } from './units/types.ts';

/** What the program is started with. */
export interface AppOptions {
  readonly configFlag: string | null;
  readonly emit: Emit;
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

/**
 * Builds the parts of the program; the only file that knows them all.
 *
 * Errors  E_CONFIG, E_CONFIG_UNREADABLE, E_STATE.
 * Promise Reads the configuration and nothing else: the engine and the repository are reached when a part first asks.
 */
export async function buildApp(options: AppOptions): Promise<App> {
  const places = resolvePlaces(options.env, process.geteuid?.() ?? 0, { config: options.configFlag });
  return new App(options, places, loadConfig(places, options.env));
}

/** The parts of the program, each made once, when first asked for. */
export class App {
  readonly places: ResolvedPlaces;
  readonly config: Config;
  readonly loaded: LoadedConfig;
  readonly identity: Identity;
  readonly emit: Emit;
  readonly #env: AppOptions['env'];
  #engine: Promise<Engine> | null = null;
  #repository: Repository | null = null;

  constructor({ emit, env }: AppOptions, places: ResolvedPlaces, loaded: LoadedConfig) {
    this.places = places;
    this.loaded = loaded;
    this.config = loaded.config;
    this.emit = emit;
    this.#env = env;
    const { identity, warnings } = resolveIdentity(this.config, places.state);
    this.identity = identity;
    for (const warning of [...loaded.warnings, ...warnings]) emit({ type: 'warning', unit: null, warning });
  }

  /** The engine that the environment names. Errors E_DOCKER*. */
  engine(): Promise<Engine> {
    this.#engine ??= connectEngine({ env: this.#env });
    return this.#engine;
  }

  /** The repository of the configuration; nothing is opened yet. Errors E_CONFIG. */
  repository(): Repository {
    const { config, places, identity } = this;
    this.#repository ??= connectRepository(config, places, identity, this.#env);
    return this.#repository;
  }

  async backup(): Promise<BackupManager> {
    for (const name of this.loaded.notYet) this.emit({ type: 'warning', unit: null, warning: notYet(name) });
    return new BackupManager({ ...(await this.#tools()), openRepository: () => this.#openForBackup() });
  }

  async restore(): Promise<RestoreManager> {
    if (this.#isFresh) await this.repository().open();
    return new RestoreManager({ ...(await this.#tools()), openRepository: () => this.repository().openKnown() });
  }

  async undo(): Promise<UndoManager> {
    return new UndoManager(await this.#tools());
  }

  async discover(): Promise<Discovery> {
    return (await this.#look()).discovery;
  }

  /** All restore points of the repository, of every host, newest first. */
  async points(): Promise<readonly Point[]> {
    const kopia = await this.repository().open();
    return groupPoints(await kopia.list());
  }

  /** Finishes what dead runs left. Errors E_LOCKED, E_NOT_BACK. */
  async recover(): Promise<RecoveryReport> {
    if (this.#isFresh) return { runs: [], done: [], left: [] };
    const lock = await acquireLock(this.places.run, 'recover');
    try {
      return await this.#recover();
    } finally {
      await lock.release();
    }
  }

  doctor(): DoctorContext {
    return {
      ...{ env: this.#env, loaded: this.loaded, places: this.places, identity: this.identity },
      engine: () => this.engine(),
      repository: () => this.repository(),
      discover: () => this.discover(),
      points: () => this.points(),
    };
  }

  async #tools() {
    const { places, config, identity, emit } = this;
    const repository = this.repository();
    return {
      ...{ places, config, identity, emit },
      engine: await this.engine(),
      repository: { type: repository.type, target: repository.target },
      ownFolders: this.#ownFolders(),
      lock: (what: string) => acquireLock(places.run, what),
      heal: () => this.#recover(),
      look: () => this.#look(),
    };
  }

  async #recover(): Promise<RecoveryReport> {
    const report = await recover({
      stateFolder: this.places.state,
      engine: () => connectEngine({ env: this.#env }),
      emit: this.emit,
    });
    if (report.runs.length > 0) sweepStaged(this.places.cache);
    return report;
  }

  /** True where nothing of ours ever ran: commands that then have nothing to do leave no trace, not even a lock. */
  get #isFresh(): boolean {
    return !existsSync(this.places.state);
  }

  async #look(): Promise<{ inventory: Inventory; discovery: Discovery }> {
    const { localPath } = this.repository();
    return discover(await this.engine(), this.config, { repositoryPath: localPath, ownFolders: this.#ownFolders() });
  }

  /** What a backup must not read and a restore must not replace. */
  #ownFolders(): readonly string[] {
    const { state, cache, run } = this.places;
    const { localPath } = this.repository();
    return [...(localPath === null ? [] : [localPath]), state, cache, run, this.config.repository.cache.directory];
  }

  async #openForBackup() {
    const { kopia, created } = await this.repository().prepare();
    keepIdentity(this.identity, this.places.state);
    const { target } = this.repository();
    const { password } = this.config.repository;
    const passwordFile = 'file' in password ? password.file : this.places.passwordFile;
    if (created) this.emit({ type: 'repository-created', target, passwordFile });
    return kopia;
  }
}

function notYet(name: string): Warning {
  return {
    code: 'W_NOT_YET',
    message: `the setting ${name} is understood, but not applied by this version`,
    hint: 'See FEATURES.md for what this version does.',
  };
}
