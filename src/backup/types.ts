import type { Failure } from '../errors.ts';
import type { Warning } from '../events.ts';
import type { Format } from '../points/types.ts';
import type { Readability, Uncovered, UnitKind } from '../units/types.ts';

/** How a unit's data is held still while it is read. */
export type Strategy = 'stop' | 'pause' | 'warm' | 'freeze' | 'none';

/** What the user asks of a backup. No units means all. */
export interface BackupRequest {
  readonly units: readonly string[];
  readonly strategy: Strategy | 'auto' | null;
  readonly format: Format | null;
  readonly exclude: readonly string[];
  /** False leaves stopped what the run stopped. */
  readonly start: boolean;
  /** Takes volumes that hold much less than before, or nothing, for good. */
  readonly acceptShrink: boolean;
  readonly dryRun: boolean;
}

/** A container that the window takes and gives back. `foreign` names its unit when it is not this one's. */
export interface PlannedMember {
  readonly id: string;
  readonly name: string;
  readonly foreign: string | null;
  readonly stopTimeoutSeconds: number | null;
  readonly awaitHealth: boolean;
}

/** How much one pattern leaves out of a source: everything but folders, and the bytes of files. */
export interface ExcludedByPattern {
  readonly pattern: string;
  readonly files: number;
  readonly bytes: number;
}

/** One snapshot to be made. */
export interface PlannedSource {
  readonly kind: 'volume' | 'bind';
  readonly name: string;
  readonly path: string;
  /** `user@host:path` as kopia writes it. */
  readonly source: string;
  readonly type: 'directory' | 'file';
  readonly format: Format;
  readonly readable: Readability;
  readonly exclude: readonly string[];
  /** What the patterns leave out, only in the plan of a dry run; null when nobody could look. */
  readonly excluded?: readonly ExcludedByPattern[] | null;
  readonly destination: string | null;
  readonly readOnly: boolean;
}

/**
 * What will be done to one unit; nothing is decided later.
 *
 * Shape `stop` holds levels: all of one level may stop at once, levels in order. `start` likewise.
 */
export interface UnitPlan {
  readonly name: string;
  readonly kind: UnitKind;
  readonly strategy: Strategy;
  readonly reason: string;
  readonly stop: readonly (readonly PlannedMember[])[];
  readonly start: readonly (readonly PlannedMember[])[];
  /** Containers of the unit that are left as they are, and why. */
  readonly left: readonly { readonly name: string; readonly reason: string }[];
  readonly sources: readonly PlannedSource[];
  /** Identity of the closing recipe snapshot, `user@host:path`. */
  readonly recipeSource: string;
  readonly uncovered: readonly Uncovered[];
  readonly warnings: readonly Warning[];
  /** Set when the unit can not be saved as asked; nothing of it is touched. */
  readonly refused: Failure | null;
}

/** The plan of a run, as `--dry-run --json` prints it. */
export interface BackupPlan {
  readonly schema: 'kopi-docka/plan/1';
  readonly repository: { readonly type: string; readonly target: string };
  readonly units: readonly UnitPlan[];
  readonly uncovered: readonly Uncovered[];
  /** What is odd about the whole host, not about one unit. */
  readonly warnings: readonly Warning[];
  /** What the run fails for although every unit may be saved: gaps of coverage in strict mode. */
  readonly errors: readonly Failure[];
}

export interface SnapshotResult {
  readonly kind: 'volume' | 'bind';
  readonly name: string;
  readonly format: Format;
  readonly id: string;
  readonly source: string;
  readonly files: number;
  readonly bytes: number;
  readonly newBytes: number;
  readonly failedFiles: number;
}

export type Status = 'success' | 'partial' | 'failed' | 'interrupted';

export interface UnitResult {
  readonly name: string;
  readonly kind: UnitKind;
  readonly status: Status;
  readonly strategy: Strategy;
  readonly format: Format | 'mixed';
  /** The point's id; null when nothing was sealed. */
  readonly point: string | null;
  readonly downtimeMs: number;
  readonly durationMs: number;
  readonly snapshots: readonly SnapshotResult[];
  readonly warnings: readonly Warning[];
  readonly errors: readonly Failure[];
}

/** What `backup --json` prints (docs/contract.md §4). */
export interface BackupResult {
  readonly schema: 'kopi-docka/backup/1';
  readonly status: Status;
  readonly exitCode: number;
  readonly runId: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly repository: { readonly type: string; readonly target: string };
  readonly units: readonly UnitResult[];
  readonly containersNotBack: readonly string[];
  readonly uncovered: readonly (Uncovered & { readonly unit: string | null })[];
  /** What failed that belongs to no unit. */
  readonly errors: readonly Failure[];
}
