import type { LoadedConfig, Places } from '../config/types.ts';
import type { Engine } from '../docker/types.ts';
import type { ErrorCode } from '../errors.ts';
import type { Kopia } from '../kopia/types.ts';
import type { Point } from '../points/types.ts';
import type { Discovery } from '../units/types.ts';

/** What doctor needs to know of the repository. `localPath` is null when it does not lie on this host. */
export interface DoctorRepository {
  readonly type: string;
  readonly target: string;
  readonly localPath: string | null;
  /** Opens the repository that is there; never makes one. */
  open(): Promise<Kopia>;
}

/** What the checks look at; each part is reached when a check first asks for it, and may fail. */
export interface DoctorContext {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly places: Places;
  readonly loaded: LoadedConfig;
  readonly identity: { readonly user: string; readonly host: string };
  engine(): Promise<Engine>;
  repository(): DoctorRepository;
  discover(): Promise<Discovery>;
  /** All restore points of the repository. */
  points(): Promise<readonly Point[]>;
}

/** What a check has found about one thing. `fix` is the command or the act that mends it; `code` is the error it amounts to. */
export interface Observation {
  readonly severity: 'ok' | 'info' | 'warning' | 'error';
  readonly message: string;
  readonly fix: string | null;
  readonly code: ErrorCode | null;
}

/** An observation with the name of the check that made it. */
export interface Finding extends Observation {
  readonly check: string;
}

/**
 * One question about the health of this installation.
 *
 * Errors  May throw anything: that becomes a finding of this check and stops no other.
 * Promise Changes nothing.
 */
export interface Check {
  readonly name: string;
  run(context: DoctorContext): Promise<readonly Observation[]>;
}

/** What `doctor --json` prints (docs/contract.md §4). */
export interface DoctorReport {
  readonly schema: 'kopi-docka/doctor/1';
  readonly healthy: boolean;
  readonly exitCode: number;
  readonly findings: readonly Finding[];
}
