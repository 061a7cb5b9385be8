import type { Config, Places } from '../config/types.ts';
import type { Engine, Inventory } from '../docker/types.ts';
import type { Emit } from '../events.ts';
import type { RecoveryReport } from '../journal/types.ts';
import type { Kopia } from '../kopia/types.ts';
import type { Discovery } from '../units/types.ts';
import type { CollectedProject } from './collect-project.ts';

/** The engine's state and the units in it, at one moment. */
export interface World {
  readonly inventory: Inventory;
  readonly discovery: Discovery;
}

/** The same with the project files of the units that are asked for, by unit name. */
export interface SurveyedWorld extends World {
  readonly projects: ReadonlyMap<string, CollectedProject>;
}

/** What a BackupManager works with; the app makes it. */
export interface BackupTools {
  readonly engine: Engine;
  readonly config: Config;
  readonly places: Places;
  readonly identity: { readonly user: string; readonly host: string };
  readonly emit: Emit;
  /** Takes the one lock of this host. Errors E_LOCKED. */
  lock(what: string): Promise<{ release(): Promise<void> }>;
  /** Finishes what dead runs left; needs the lock. Shape: what it could not finish is in `left`. */
  heal(): Promise<RecoveryReport>;
  look(): Promise<World>;
  /** The repository's type and target, known without opening it. */
  readonly repository: { readonly type: string; readonly target: string };
  /** The repository and our own folders, which no backup may read. */
  readonly ownFolders: readonly string[];
  /** Opens the repository, making it when nothing is configured, and checks that a backup can be written to it. */
  openRepository(): Promise<Kopia>;
}
