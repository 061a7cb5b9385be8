import type { Config, Places } from '../config/types.ts';
import type { Engine, Inventory } from '../docker/types.ts';
import type { Emit } from '../events.ts';
import type { HeldVolumes } from '../journal/held-volumes.ts';
import type { Journal, RecoveryReport } from '../journal/types.ts';
import type { Kopia } from '../kopia/types.ts';
import type { Discovery } from '../units/types.ts';

/** What a RestoreManager and an UndoManager work with; the app makes it. */
export interface RestoreTools {
  readonly engine: Engine;
  readonly config: Config;
  readonly places: Places;
  readonly identity: { readonly user: string; readonly host: string };
  readonly emit: Emit;
  /** Folders that no restore may move or replace: repository, state, cache, password. */
  readonly ownFolders: readonly string[];
  /** Takes the one lock of this host. Errors E_LOCKED. */
  lock(what: string): Promise<{ release(): Promise<void> }>;
  /** Finishes what dead runs left; needs the lock. Shape: what it could not finish is in `left`. */
  heal(): Promise<RecoveryReport>;
  look(): Promise<{ readonly inventory: Inventory; readonly discovery: Discovery }>;
  /** Opens the repository that is there; never makes one. */
  openRepository(): Promise<Kopia>;
}

/** How one restore or undo is asked for: who may stop it, and who is asked before anything changes. */
export interface Consent<Plan> {
  /** Aborts with a KopiDockaError as reason. */
  readonly signal: AbortSignal;
  /** Shows the plan and tells whether to go on. */
  confirm(plan: Plan): Promise<boolean>;
}

/** What every step of a restore may use. */
export interface RestoreContext extends Pick<RestoreTools, 'engine' | 'emit' | 'config' | 'places'> {
  readonly journal: Journal;
  /** Volumes that are mounted only while somebody uses them; whoever makes the context releases them. */
  readonly volumes: HeldVolumes;
  readonly unit: string;
  readonly restoreId: string;
  readonly signal: AbortSignal;
}
