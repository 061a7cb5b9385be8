import { lstatSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileError } from '../host/files.ts';
import { openFolder } from '../host/folder-handle.ts';
import { isWithin } from '../host/mounts.ts';
import { holds } from '../host/new-file.ts';
import type { MadeFile } from './types.ts';

/**
 * Removes a file that a restore had made, unless it was changed since, and the folders made for it that are empty.
 *
 * Shape   → false when it was kept because it was changed; true when it is gone
 * Errors  E_STATE, E_PERMISSION when it can not be removed.
 * Promise Follows no symbolic link.
 */
export function removeMadeFile({ path, sha256, folder }: MadeFile): boolean {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) {
      if (!holds(path, sha256)) return false;
      removeFrom(path);
    }
    if (folder !== null) removeEmpty(dirname(path), folder);
    return true;
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === undefined ? cause : fileError(cause, path);
  }
}

function removeFrom(path: string): void {
  const parent = openFolder(dirname(path), null);
  try {
    rmSync(join(parent.through, basename(path)));
    parent.sync();
  } finally {
    parent.close();
  }
}

/** From the innermost folder out to the first one that was made; one that holds anything ends it. */
function removeEmpty(from: string, last: string): void {
  for (let folder = from; isWithin(folder, last); folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'ENOTEMPTY' || code === 'EEXIST') return;
      if (code !== 'ENOENT') throw cause;
    }
  }
}
