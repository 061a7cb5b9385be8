import type { VolumeDefinition } from '../docker/types.ts';
import type { Snapshot } from '../kopia/types.ts';
import type { UnitKind } from '../units/types.ts';

export type Format = 'direct' | 'tar';

/** One volume or bind of a point. `problem` says why it is not whole; null when it is. */
export interface PointEntry {
  readonly kind: 'volume' | 'bind';
  /** The volume's name, or the bind's host path. */
  readonly name: string;
  readonly format: Format;
  readonly snapshot: Snapshot;
  readonly problem: string | null;
}

/**
 * All snapshots of one unit from one run, by any version of kopi-docka, ours or the Python tool's.
 *
 * Promise `sealed` is true only when the closing recipe snapshot was found, `complete` only when nothing the seal lists is
 *         missing, partial or torn. Points of the Python tool have no seal: `sealed` tells there that a recipe and no damage was found.
 */
export interface Point {
  readonly id: string;
  readonly unit: string;
  readonly kind: UnitKind | 'unknown';
  readonly user: string;
  readonly host: string;
  readonly time: string;
  readonly format: Format | 'mixed';
  readonly sealed: boolean;
  readonly complete: boolean;
  readonly pinned: boolean;
  readonly tool: string;
  readonly entries: readonly PointEntry[];
  readonly recipe: Snapshot | null;
  /** Snapshots of other types: `networks`, `docker_config`. */
  readonly others: readonly Snapshot[];
  /** Why the point is not sealed or not complete, one line each; empty when it is both. */
  readonly problems: readonly string[];
}

/** What the seal says of one snapshot of the point. */
export interface SealedSnapshot {
  readonly kind: 'volume' | 'bind';
  readonly name: string;
  readonly format: Format;
  readonly id: string;
  readonly source: string;
  readonly rootObject: string;
  readonly files: number;
  readonly bytes: number;
  readonly failedFiles: number;
  /** For binds: the container path; null for volumes. */
  readonly destination: string | null;
  readonly type: 'directory' | 'file';
  /** Name of the file below `fidelity/` in the recipe that holds its fidelity record, such as `1.jsonl`; null when there is none. */
  readonly fidelity: string | null;
  /** What lay at the source; for archives, whose snapshot does not tell. */
  readonly counts?: { readonly files: number; readonly bytes: number };
  /** The patterns it was read without. */
  readonly exclude?: readonly string[];
}

/** A member as it was before the run touched it. `inspect` names its file in the recipe. */
export interface SealedMember {
  readonly id: string;
  readonly name: string;
  readonly service: string | null;
  readonly state: string;
  readonly inspect: string;
}

/** A project file in the recipe: where it lies there, where it came from, and what it was there. */
export interface SealedFile {
  readonly file: string;
  readonly path: string;
  readonly role: 'compose' | 'env' | 'other';
  readonly mode: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly sha256?: string;
}

/**
 * The closing record of a point: `kopi-docka.json` at the root of the recipe snapshot.
 *
 * Promise Written last. A point without it is unsealed.
 */
export interface Seal {
  readonly schema: 'kopi-docka/seal/1';
  readonly tool: string;
  readonly runId: string;
  readonly backupId: string;
  readonly unit: string;
  readonly kind: UnitKind;
  readonly host: string;
  readonly startedAt: string;
  readonly sealedAt: string;
  readonly strategy: string;
  /** How still the data was: stopped, killed after its grace, frozen in memory, or live. */
  readonly consistency: 'stopped' | 'stopped-forced' | 'paused' | 'live';
  readonly torn: readonly string[];
  /** Volumes and binds that held much less than in the last good point; absent means none. */
  readonly suspect?: readonly string[];
  readonly complete: boolean;
  readonly downtimeMs: number;
  readonly snapshots: readonly SealedSnapshot[];
  readonly members: readonly SealedMember[];
  readonly volumes: readonly VolumeDefinition[];
  readonly networks: readonly string[];
  readonly project: {
    readonly name: string;
    readonly workingDir: string | null;
    /** The files that Compose was given, in the order of `-f`; the others they refer to. */
    readonly configFiles?: readonly string[];
    readonly files: readonly SealedFile[];
  } | null;
  readonly uncovered: readonly { readonly kind: string; readonly name: string; readonly reason: string }[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}
