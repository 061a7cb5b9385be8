import type { Snapshot } from '../kopia/types.ts';

/**
 * Says what keeps a stored snapshot from being whole; null when nothing does.
 *
 * Source  kopia.md: exit 0 is also what a cancelled run returns, and a snapshot with failed files is stored like a good one.
 */
export function judgeSnapshot(snapshot: Snapshot): string | null {
  if (snapshot.incomplete !== null) return `kopia did not finish it (${snapshot.incomplete})`;
  const unread = snapshot.failedFiles + snapshot.ignoredErrors;
  if (unread === 0) return null;
  const [first] = snapshot.errors;
  const example = first === undefined ? '' : `, first ${first.path}: ${first.error.slice(0, 200)}`;
  return `${unread} ${unread === 1 ? 'file' : 'files'} could not be read${example}`;
}
