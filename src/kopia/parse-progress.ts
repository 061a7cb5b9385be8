import type { SnapshotProgress } from './types.ts';

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 };
const SIZE = String.raw`(\d+(?:\.\d+)?) ([KMGTP]?B)`;
const SNAPSHOT = new RegExp(String.raw`\d+ hashed \(${SIZE}\), \d+ cached \(${SIZE}\), uploaded `);
const RESTORE = new RegExp(String.raw`^\s*Processed \d+ \(${SIZE}\) of \d+ \(${SIZE}\)`);

/** How far a restore is; `totalBytes` grows while kopia still looks for entries. */
export interface RestoreProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/**
 * Reads one record of the progress of `kopia snapshot create`; null when it is something else.
 *
 * Source  ` | 2 hashing, 58417 hashed (3.9 GB), 0 cached (0 B), uploaded 3.4 GB, estimating...`, sizes in powers of ten.
 */
export function parseSnapshotProgress(record: string): SnapshotProgress | null {
  const match = SNAPSHOT.exec(record);
  if (match === null) return null;
  const [, hashed, hashedUnit, cached, cachedUnit] = match;
  return { hashedBytes: bytes(hashed, hashedUnit), cachedBytes: bytes(cached, cachedUnit), estimatedBytes: null };
}

/**
 * Reads one record of the progress of `kopia restore`; null when it is something else.
 *
 * Source  `Processed 1592 (17 MB) of 3257 (41.1 MB) 186.4 MB/s (41.4%) remaining 0s.`
 */
export function parseRestoreProgress(record: string): RestoreProgress | null {
  const match = RESTORE.exec(record);
  if (match === null) return null;
  const [, done, doneUnit, total, totalUnit] = match;
  return { doneBytes: bytes(done, doneUnit), totalBytes: bytes(total, totalUnit) };
}

/** True for a record that only tells how far kopia is. */
export function isProgress(record: string): boolean {
  return parseSnapshotProgress(record) !== null || parseRestoreProgress(record) !== null;
}

function bytes(amount = '0', unit = 'B'): number {
  return Math.round(Number(amount) * (UNITS[unit] ?? 1));
}
