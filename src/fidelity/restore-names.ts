import { renameSync } from 'node:fs';
import type { Warning } from '../events.ts';
import type { RealPaths } from './real-paths.ts';
import { recoverTwins } from './recover-twins.ts';
import type { StoredTree } from './stored-tree.ts';
import { depthOf, parentOf, siblingOf } from './tree-path.ts';
import type { FidelityRecord, RenamedEntry } from './types.ts';
import { lostTwin, notRestored } from './warnings.ts';

/**
 * Gives entries whose names are not UTF-8 those names back, outer folders first.
 *
 * Promise Where kopia gave several entries one name, each gets its own content back out of `stored`; without it, or when that
 *         fails, they are named as lost.
 */
export async function restoreNames(
  tree: string,
  paths: RealPaths,
  record: FidelityRecord,
  stored: StoredTree | null,
): Promise<readonly Warning[]> {
  const warnings: Warning[] = [];
  for (const group of groupByStoredName(record.renamed)) {
    const [first] = group;
    if (first === undefined || !paths.isFolder(parentOf(first.path))) continue;
    if (first.twin === null) warnings.push(...rename(paths, first));
    else if (stored === null) warnings.push(...group.map((entry) => lostTwin(entry.path)));
    else warnings.push(...(await recoverTwins(tree, paths, group, record, stored)));
  }
  return warnings;
}

/** Entries by folder and stored name; groups of outer folders first. */
function groupByStoredName(entries: readonly RenamedEntry[]): readonly (readonly RenamedEntry[])[] {
  const groups = new Map<string, RenamedEntry[]>();
  for (const entry of entries) {
    const key = siblingOf(entry.path, entry.stored).toString('latin1');
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()].sort(([a], [b]) => depthOf(a?.path ?? EMPTY) - depthOf(b?.path ?? EMPTY));
}

const EMPTY = Buffer.alloc(0);

function rename(paths: RealPaths, { path, stored }: RenamedEntry): readonly Warning[] {
  const from = siblingOf(path, stored);
  if (paths.look(from) === null || paths.look(path) !== null) return [];
  try {
    renameSync(paths.full(from), paths.full(path));
    return [];
  } catch (error) {
    return [notRestored('the name', path, String((error as NodeJS.ErrnoException).code))];
  }
}
