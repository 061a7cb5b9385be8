import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What `writeDurably` calls a file before it is whole. */
const HALF_WRITTEN = /^\.[0-9a-f]{12}\.tmp$/;

/**
 * Removes files that a dead run had begun to write.
 *
 * Promise Only with the lock held: nobody else writes there then. A folder that can not be read is left.
 */
export function sweepHalfWritten(folders: readonly string[]): void {
  for (const folder of folders) {
    for (const name of namesIn(folder)) if (HALF_WRITTEN.test(name)) rmSync(join(folder, name), { force: true });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
