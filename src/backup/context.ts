import type { Config, Places } from '../config/types.ts';
import type { Engine } from '../docker/types.ts';
import type { Emit } from '../events.ts';
import type { Journal } from '../journal/types.ts';
import type { Kopia } from '../kopia/types.ts';
import type { Policies } from './apply-policies.ts';

/** What every step of a run may use. `signal` aborts reading; nothing that gives back ever listens to it. */
export interface RunContext {
  readonly engine: Engine;
  readonly kopia: Kopia;
  readonly policies: Policies;
  readonly journal: Journal;
  readonly emit: Emit;
  readonly config: Config;
  readonly places: Places;
  readonly identity: { readonly user: string; readonly host: string };
  readonly runId: string;
  readonly signal: AbortSignal;
  /** False when the user wants members left stopped. */
  readonly start: boolean;
  /** True when volumes may hold much less than in the last good point. */
  readonly acceptShrink: boolean;
}
