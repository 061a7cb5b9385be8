import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asKopiDockaError } from '../errors.ts';
import { fileError } from '../host/files.ts';
import { holds } from '../host/new-file.ts';

/** What lies where a file may be written. `folder` is the first part of the path that is missing; null when all are there. */
export interface FileSite {
  readonly found: 'nothing' | 'same' | 'different';
  /** Why nothing can be written there; null when it can. */
  readonly obstacle: string | null;
  readonly folder: string | null;
}

/** Looks at the place of a file with this SHA-256. Promise Only looks, and never fails. */
export function surveyFile(path: string, hash: string): FileSite {
  try {
    const folder = firstMissing(dirname(path));
    if ('obstacle' in folder) return { found: 'nothing', obstacle: folder.obstacle, folder: null };
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined)
      return { found: 'nothing', obstacle: null, folder: folder.missing };
    return { found: holds(path, hash) ? 'same' : 'different', obstacle: null, folder: null };
  } catch (cause) {
    return { found: 'nothing', obstacle: asKopiDockaError(fileError(cause, path)).message, folder: null };
  }
}

/** The first folder of a path that is not there, or what lies in the way. */
function firstMissing(path: string): { readonly missing: string | null } | { readonly obstacle: string } {
  let at = '/';
  for (const part of path.split('/').filter((name) => name !== '')) {
    at = join(at, part);
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (stat === undefined) return { missing: at };
    if (stat.isSymbolicLink()) return { obstacle: `${at} is a symbolic link` };
    if (!stat.isDirectory()) return { obstacle: `${at} is no folder` };
  }
  return { missing: null };
}
