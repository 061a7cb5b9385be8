import { renameSync } from 'node:fs';
import type { Warning } from '../events.ts';
import type { RealPaths } from './real-paths.ts';
import { depthOf, siblingOf } from './tree-path.ts';
import type { FidelityRecord } from './types.ts';
import { notRestored } from './warnings.ts';

/** Gives entries whose names are not UTF-8 those names back, outer folders first. Twins are not its business. */
export function renameEntries(paths: RealPaths, record: FidelityRecord): readonly Warning[] {
  const warnings: Warning[] = [];
  const renamed = record.renamed.filter((entry) => entry.twin === null);
  for (const { path, stored } of renamed.sort((a, b) => depthOf(a.path) - depthOf(b.path))) {
    const from = siblingOf(path, stored);
    if (paths.look(from) === null || paths.look(path) !== null) continue;
    try {
      renameSync(paths.full(from), paths.full(path));
    } catch (error) {
      warnings.push(notRestored('the name', path, String((error as NodeJS.ErrnoException).code)));
    }
  }
  return warnings;
}
