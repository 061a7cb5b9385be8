import { expect, test } from 'vitest';
import { isProgress, parseRestoreProgress, parseSnapshotProgress } from '../../../src/kopia/parse-progress.ts';

test.each([
  [' | 2 hashing, 58417 hashed (3.9 GB), 0 cached (0 B), uploaded 3.4 GB, estimated 4.2 GB (92.8%) 0s left', 3.9e9, 0],
  [' * 0 hashing, 0 hashed (0 B), 60918 cached (4.2 GB), uploaded 0 B, estimating...', 0, 4.2e9],
  [' / 1 hashing, 1 hashed (2 B), 3 cached (12.5 KB), uploaded 0 B (1 fatal errors), estimating... ', 2, 12_500],
  [' - 0 hashing, 1 hashed (17 TB), 0 cached (0 B), uploaded 1 MB (2 errors ignored), estimating...', 17e12, 0],
])('%j is read', (record, hashedBytes, cachedBytes) => {
  expect(parseSnapshotProgress(record)).toEqual({ hashedBytes, cachedBytes, estimatedBytes: null });
});

test.each([
  ['Processed 1592 (17 MB) of 3257 (41.1 MB).', 17e6, 41.1e6],
  ['Processed 72141 (4.2 GB) of 72140 (4.2 GB) 186.4 MB/s (100.0%) remaining 0s.', 4.2e9, 4.2e9],
])('%j is read', (record, doneBytes, totalBytes) => {
  expect(parseRestoreProgress(record)).toEqual({ doneBytes, totalBytes });
});

test('other words are no progress', () => {
  expect(isProgress('Snapshotting root@alpha:/srv ...')).toBe(false);
  expect(isProgress('Restored 3 files, 1 directories and 0 symbolic links (12 B).')).toBe(false);
  expect(isProgress('Processed 1 (2 B) of 0 (0 B).')).toBe(true);
});
