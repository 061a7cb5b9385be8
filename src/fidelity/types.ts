import type { Warning } from '../events.ts';

/** A path as the file system holds it, relative to the root of the tree; the root itself is empty. */
export type RawPath = Buffer;

/** `skips` tells of a name at the root of the tree that it and what is in it do not belong to the tree. */
export interface ScanOptions {
  readonly signal?: AbortSignal;
  readonly skips?: (name: string) => boolean;
}

/** How much there is in a tree. `bytes` counts every name of a regular file with its full size, holes included. */
export interface TreeCounts {
  readonly files: number;
  readonly directories: number;
  readonly symlinks: number;
  readonly bytes: number;
}

/** The root of the tree: what a restore may lose when it makes the folder itself. */
export interface RootEntry {
  readonly type: 'directory' | 'file';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeNs: bigint;
}

/** A directory or symlink, whose own time kopia does not bring back to the nanosecond. */
export interface TimedEntry {
  readonly path: RawPath;
  readonly mtimeNs: bigint;
}

/** A FIFO or device node. `major` and `minor` are 0 for a FIFO. */
export interface SpecialEntry {
  readonly path: RawPath;
  readonly type: 'fifo' | 'character' | 'block';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeNs: bigint;
  readonly major: number;
  readonly minor: number;
}

/** Extended attributes of one entry: name, as bytes, and raw value. ACLs and capabilities are among them. */
export interface AttributesEntry {
  readonly path: RawPath;
  readonly attributes: readonly { readonly name: Buffer; readonly value: Buffer }[];
}

/**
 * An entry whose own name is not UTF-8; `stored` is the name that kopia gives it in the same folder.
 *
 * Shape `twin` counts from 0 the entries that kopia gives the same name, in the order of their true names; null when there is one.
 */
export interface RenamedEntry {
  readonly path: RawPath;
  readonly stored: string;
  readonly twin: number | null;
}

/** A file with holes. Digging them again changes its time, so that is kept too. */
export type SparseEntry = TimedEntry;

/**
 * What a tree holds that kopia cannot: only exceptional entries, and the times of all directories.
 *
 * Promise Paths are relative, without `..`, and none is listed twice in one list. `warnings` name what nobody could record, or
 *         what kopia will not bring back whole. `newestCtimeNs` is the last change to any entry, as the scan saw it.
 * Source  Kopia 0.23.1 keeps name, type, mode, owner, size and time of files, directories and symlinks; see docs/kopia.md.
 */
export interface FidelityRecord {
  readonly version: 1;
  readonly root: RootEntry;
  readonly counts: TreeCounts;
  readonly newestCtimeNs: bigint;
  readonly directories: readonly TimedEntry[];
  readonly symlinks: readonly TimedEntry[];
  /** Names of one and the same file, two or more. */
  readonly hardLinks: readonly (readonly RawPath[])[];
  readonly special: readonly SpecialEntry[];
  /** Named, not made again: the program that listens there makes it. */
  readonly sockets: readonly RawPath[];
  readonly attributes: readonly AttributesEntry[];
  readonly renamed: readonly RenamedEntry[];
  readonly sparse: readonly SparseEntry[];
  readonly warnings: readonly Warning[];
}
