import type { Config, Places } from './config/types.ts';
import type { Engine } from './docker/types.ts';
import type { Emit } from './events.ts';
import type { Kopia } from './kopia/types.ts';

/** The parts of the program, each made when first asked for, so that a command pays only for what it uses. */
export interface App {
  readonly places: Places;
  readonly config: Config;
  readonly emit: Emit;
  readonly identity: { readonly user: string; readonly host: string };
  engine(): Promise<Engine>;
  kopia(): Promise<Kopia>;
}
