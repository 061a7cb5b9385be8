import type { RawInspect } from '../docker/types.ts';
import type { FolderAttributes } from '../host/folder-attributes.ts';
import type { ProcessId } from '../host/process-id.ts';

/** What the folder itself has, owner to extended attributes, before and after its content is exchanged. */
export interface ContentExchange {
  readonly before: FolderAttributes;
  readonly after: FolderAttributes;
}

/** One move of a restore: what lies at `live` gives way to `fresh` and is kept at `old`. All on one filesystem. */
export interface SwapStep {
  readonly kind: 'volume' | 'bind';
  readonly name: string;
  readonly live: string;
  readonly fresh: string;
  readonly old: string;
  /** False when nothing was at `live` before. */
  readonly hadLive: boolean;
  /**
   * Set where `live` is a mount point, which no rename can replace: what is in it is moved instead, and `fresh` and `old` lie
   * in it. `live` is the path that the volume goes by; it is reached only while the volume is held.
   */
  readonly content?: ContentExchange | undefined;
}

/** A project file that a restore made: unchanged while it has this content. `folder` is the first folder made for it; null when all were there. */
export interface MadeFile {
  readonly path: string;
  readonly sha256: string;
  readonly folder: string | null;
}

/**
 * One line of a journal file, written and fsynced before the act it tells of.
 *
 * `run` comes first. `take` comes before a member is stopped or paused, `gave-back` after it runs again. `child` names a
 * kopia process. `held` names a volume that goes by `live` and is held mounted while the run works in it. `scratch` names a path that the run makes and must not outlive it. `volume-created`, `network-created` and
 * `file-created` name what a restore makes beside the data. `swap` lists all moves of one restore before the first of them; `swapped` tells that all are done, the new data
 * is in place; `rolled-back` that recovery has put the old data back instead. `end` closes the run.
 *
 * Promise An undo record is saved after the `swap` of its restore and before the first move, and carries the same `restoreId`; recovery drops it when
 *         it rolls that restore back, or when the undo that uses it is `swapped`.
 */
export type JournalRecord =
  | {
      readonly t: 'run';
      readonly runId: string;
      readonly command: 'backup' | 'restore' | 'undo';
      readonly process: ProcessId;
      readonly engineId: string;
      readonly at: string;
      readonly tool: string;
    }
  | {
      readonly t: 'take';
      readonly unit: string;
      readonly how: 'stop' | 'pause';
      readonly id: string;
      readonly name: string;
      readonly startedAt: string;
      readonly order: number;
      /** The grace that was asked for; null or absent is the container's own. */
      readonly stopTimeoutSeconds?: number | null | undefined;
      readonly inspect: RawInspect;
    }
  | { readonly t: 'gave-back'; readonly id: string }
  | { readonly t: 'child'; readonly process: ProcessId; readonly what: string }
  | { readonly t: 'child-ended'; readonly pid: number }
  | { readonly t: 'held'; readonly volume: string; readonly live: string }
  | { readonly t: 'scratch'; readonly path: string }
  | { readonly t: 'scratch-removed'; readonly path: string }
  | { readonly t: 'volume-created'; readonly name: string }
  | { readonly t: 'network-created'; readonly name: string }
  | { readonly t: 'file-created'; readonly file: MadeFile }
  | { readonly t: 'swap'; readonly restoreId: string; readonly steps: readonly SwapStep[] }
  | { readonly t: 'swapped'; readonly restoreId: string }
  | { readonly t: 'rolled-back'; readonly restoreId: string }
  | { readonly t: 'end'; readonly outcome: string };

/** The first record of a journal. */
export type JournalHeader = Omit<Extract<JournalRecord, { t: 'run' }>, 't'>;

/** A container that a run has taken. */
export type TakeRecord = Extract<JournalRecord, { t: 'take' }>;

/**
 * The journal of the run under way.
 *
 * Promise `write` returns only after the record is on disk (fsync of the file; of the folder for the first). A record that
 *         can not be written throws E_STATE or E_NO_SPACE, and the act it announces must not happen.
 */
export interface Journal {
  readonly runId: string;
  readonly path: string;
  write(record: JournalRecord): void;
  /** Closes the run and removes the file. */
  end(outcome: string): void;
}

/** Something recovery could not finish. `container` names the one that is not back because of it. */
export interface LeftOver {
  readonly what: string;
  readonly why: string;
  readonly container: string | null;
}

/** What recovery did, one line each, and what it could not do. */
export interface RecoveryReport {
  readonly runs: readonly string[];
  readonly done: readonly string[];
  readonly left: readonly LeftOver[];
}

/** A restore that can be put back: kept in the state folder until it is undone or discarded. */
export interface UndoRecord {
  readonly schema: 'kopi-docka/undo/1';
  readonly id: string;
  readonly unit: string;
  readonly point: string;
  readonly at: string;
  readonly steps: readonly {
    readonly kind: 'volume' | 'bind';
    readonly name: string;
    readonly live: string;
    readonly old: string;
    readonly hadLive: boolean;
    /** What the old folder itself had; set where only its content was exchanged. */
    readonly root?: FolderAttributes | undefined;
  }[];
  readonly createdVolumes: readonly string[];
  readonly createdNetworks: readonly string[];
  readonly createdFiles: readonly MadeFile[];
}
