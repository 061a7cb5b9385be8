import type { Warning } from '../../events.ts';
import type { Kopia, Snapshot } from '../../kopia/types.ts';

/** What a reader brings back, and where to: `into` is a path that does not exist yet. */
export interface Reading {
  readonly kopia: Kopia;
  readonly snapshot: Snapshot;
  /** The object that holds the archive; null for direct snapshots. */
  readonly archive: string | null;
  readonly into: string;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number | null) => void;
}

/**
 * Brings one snapshot back into a new path.
 *
 * Shape   → what could not be brought back as it was stored, by name
 * Promise Writes nowhere else. After a failure or an abort what was written is left to the caller.
 */
export type Reader = (reading: Reading) => Promise<readonly Warning[]>;
