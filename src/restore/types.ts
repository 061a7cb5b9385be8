import type { Status } from '../backup/types.ts';
import type { NetworkDefinition, VolumeDefinition } from '../docker/types.ts';
import type { Failure } from '../errors.ts';
import type { Warning } from '../events.ts';
import type { Owner } from '../host/folder-handle.ts';
import type { MadeFile } from '../journal/types.ts';
import type { Format } from '../points/types.ts';

export type { UndoRecord } from '../journal/types.ts';

/** What the user asks of a restore; the wizard's answers make the same value. */
export interface RestoreRequest {
  readonly unit: string | null;
  /** `latest`, a time, a date or an age; null is `latest`. */
  readonly at: string | null;
  readonly previous: number;
  readonly point: string | null;
  /** Null is this host. */
  readonly host: string | null;
  /** Volume names or bind paths; empty means everything of the point. */
  readonly volumes: readonly string[];
  readonly toVolume: Readonly<Record<string, string>>;
  readonly toDir: string | null;
  readonly rename: string | null;
  readonly start: boolean;
  readonly create: boolean;
  readonly keepUndo: boolean;
  readonly dryRun: boolean;
}

/** How new data takes the place of old: by renames of the whole, or, where a volume is a mount point, of all that is in it. */
export type ExchangeWay = 'rename' | 'content';

/** One volume, bind or folder to be written. `hadLive` tells whether something is there that will be kept for undo. */
export interface RestoreTarget {
  readonly kind: 'volume' | 'bind' | 'directory';
  readonly name: string;
  readonly snapshotId: string;
  readonly format: Format;
  readonly type: 'directory' | 'file';
  /** The path that will hold the data; for a volume that is only there while it is mounted, the path it goes by. */
  readonly target: string;
  readonly exchange: ExchangeWay;
  readonly hadLive: boolean;
  readonly create: VolumeDefinition | null;
  readonly files: number;
  readonly bytes: number;
}

/** A project file that is gone and will be written again; `object` is its content in the repository. */
export interface PlannedFile extends MadeFile {
  readonly name: string;
  readonly object: string;
  readonly mode: number;
  readonly owner: Owner;
}

/** A container that a restore stops and starts again. `awaitHealth` when others wait for it to be healthy. */
export interface PlannedStop {
  readonly id: string;
  readonly name: string;
  readonly unit: string | null;
  readonly stopTimeoutSeconds: number | null;
  readonly awaitHealth: boolean;
}

/** What a restore will do; `--dry-run --json` prints it. With `refusals` it will do nothing. */
export interface RestorePlan {
  readonly schema: 'kopi-docka/restore-plan/1';
  readonly unit: string;
  readonly point: string;
  readonly time: string;
  readonly host: string;
  readonly targets: readonly RestoreTarget[];
  /** What is gone of the unit beside the data, and will be made again. */
  readonly networks: readonly NetworkDefinition[];
  readonly files: readonly PlannedFile[];
  /** Containers that mount a target and run: stopped before the swap, started after it, levels in order. */
  readonly stop: readonly (readonly PlannedStop[])[];
  readonly start: readonly (readonly PlannedStop[])[];
  readonly bytesNeeded: number;
  readonly undo: boolean;
  /** True when some of the data was damaged already in the backup; only with an explicit point. */
  readonly damaged: boolean;
  readonly refusals: readonly Failure[];
  readonly warnings: readonly Warning[];
}

/** What `restore --json` prints (docs/contract.md §4). */
export interface RestoreResult {
  readonly schema: 'kopi-docka/restore/1';
  readonly status: Status;
  readonly exitCode: number;
  readonly point: string;
  readonly restored: readonly {
    readonly kind: string;
    readonly name: string;
    readonly target: string;
    readonly files: number;
    readonly bytes: number;
  }[];
  readonly undo: string | null;
  readonly downtimeMs: number;
  readonly containersNotBack: readonly string[];
  readonly warnings: readonly Warning[];
  readonly errors: readonly Failure[];
}

/** What an undo will do. With `refusals` it will do nothing. */
export interface UndoPlan {
  readonly schema: 'kopi-docka/undo-plan/1';
  readonly id: string;
  readonly unit: string;
  readonly point: string;
  readonly at: string;
  readonly targets: readonly {
    readonly kind: 'volume' | 'bind';
    readonly name: string;
    readonly live: string;
    readonly hasLive: boolean;
  }[];
  readonly stop: readonly (readonly PlannedStop[])[];
  readonly start: readonly (readonly PlannedStop[])[];
  /** What the restore had made, removed again: volumes and networks that no container uses, files that nobody changed. */
  readonly removedVolumes: readonly string[];
  readonly removedNetworks: readonly string[];
  readonly removedFiles: readonly string[];
  readonly refusals: readonly Failure[];
}

/** What `undo --json` prints. */
export interface UndoResult {
  readonly schema: 'kopi-docka/undo-result/1';
  readonly status: Status;
  readonly exitCode: number;
  readonly id: string;
  readonly unit: string;
  readonly putBack: readonly string[];
  readonly downtimeMs: number;
  readonly containersNotBack: readonly string[];
  readonly warnings: readonly Warning[];
  readonly errors: readonly Failure[];
}
