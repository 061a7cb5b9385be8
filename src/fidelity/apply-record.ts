import type { Warning } from '../events.ts';
import { digHoles } from './dig-holes.ts';
import { linkNames } from './link-names.ts';
import { makeEntries } from './make-entries.ts';
import { RealPaths } from './real-paths.ts';
import { recoverTwins, type StoredTree } from './recover-twins.ts';
import { renameEntries } from './rename-entries.ts';
import { setAttributes } from './set-attributes.ts';
import { setDirectoryTimes } from './set-directory-times.ts';
import type { FidelityRecord } from './types.ts';

/**
 * Gives a freshly restored tree what kopia could not hold.
 *
 * Shape   `tree` is a private folder, or a single file, that nobody else can write to yet; → what could not be brought back, by name
 * Errors  E_STATE when a tool was killed. A missing tool or right is a warning.
 * Promise Goes through no symbolic link and writes nothing outside the tree, whatever the record says. Entries that the restore
 *         left out, such as excluded ones, are passed over. Applying it again changes nothing.
 */
export async function applyRecord(
  tree: string,
  record: FidelityRecord,
  stored: StoredTree | null = null,
): Promise<readonly Warning[]> {
  const paths = new RealPaths(tree);
  const recovered = await recoverTwins(tree, record, stored);
  const renamed = renameEntries(paths, record);
  const made = await makeEntries(tree, paths, record);
  const linked = linkNames(paths, record);
  const attributed = await setAttributes(tree, paths, record);
  const dug = await digHoles(paths, record);
  const timed = await setDirectoryTimes(tree, paths, record);
  return [...recovered, ...renamed, ...made, ...linked, ...attributed, ...dug, ...timed];
}
