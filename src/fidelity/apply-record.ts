import type { Warning } from '../events.ts';
import { digHoles } from './dig-holes.ts';
import { linkNames } from './link-names.ts';
import { makeEntries } from './make-entries.ts';
import { RealPaths } from './real-paths.ts';
import { restoreNames } from './restore-names.ts';
import { setAttributes } from './set-attributes.ts';
import { setDirectoryTimes } from './set-directory-times.ts';
import type { StoredTree } from './stored-tree.ts';
import type { FidelityRecord } from './types.ts';

/**
 * Gives a freshly restored tree what kopia could not hold.
 *
 * Shape   `stored` is where kopia restored it from, asked only for names that fell together; `tree` is a private folder, or a single file, that nobody else can write to yet; → what could not be brought back, by name
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
  const named = await restoreNames(tree, paths, record, stored);
  const made = await makeEntries(tree, paths, record);
  const linked = linkNames(paths, record);
  const attributed = await setAttributes(tree, paths, record);
  const dug = await digHoles(paths, record);
  const timed = await setDirectoryTimes(tree, paths, record);
  return [...named, ...made, ...linked, ...attributed, ...dug, ...timed];
}
