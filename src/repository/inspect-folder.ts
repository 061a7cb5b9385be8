import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import { freeBytes } from '../host/space.ts';

const FORMAT_BLOB = 'kopia.repository.f';
const LEAST_FREE_BYTES = 8 * 1024 * 1024;
const PROBE = '.kopi-docka-probe';

/**
 * What is at the place of a filesystem repository. `missing` has a parent folder, `unreachable` has none; `foreign` holds
 * something else.
 */
export type FolderState = 'repository' | 'empty' | 'missing' | 'unreachable' | 'foreign';

/**
 * Looks at a folder without changing anything.
 *
 * Errors  E_REPO_READONLY when we may not look.
 * Source  Kopia's format blob. An empty mount point looks like a repository that kopia still has in its cache; measured.
 */
export function inspectFolder(path: string): FolderState {
  try {
    if (!statSync(path).isDirectory()) return 'foreign';
    if (existsSync(join(path, FORMAT_BLOB))) return 'repository';
    return readdirSync(path).every((name) => name === 'lost+found' || name === PROBE) ? 'empty' : 'foreign';
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return existsSync(dirname(path)) ? 'missing' : 'unreachable';
    if (code === 'ENOTDIR') return 'unreachable';
    throw new KopiDockaError('E_REPO_READONLY', `the repository at ${path} can not be read (${code})`, { cause });
  }
}

/**
 * Makes sure that a backup can be written into the folder of a repository.
 *
 * Errors  E_REPO_READONLY, E_NO_SPACE.
 * Promise Finds out by writing: a small file of ours appears and is gone again.
 */
export async function assertWritable(path: string): Promise<void> {
  const probe = join(path, PROBE);
  try {
    writeFileSync(probe, 'kopi-docka', { mode: 0o600 });
    rmSync(probe);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw noSpace(path, cause);
    throw new KopiDockaError('E_REPO_READONLY', `the repository at ${path} can not be written (${code})`, { cause });
  }
  if ((await freeBytes(path)) < LEAST_FREE_BYTES) throw noSpace(path);
}

function noSpace(path: string, cause?: unknown): KopiDockaError {
  return new KopiDockaError('E_NO_SPACE', `less than 8 MiB are free at the repository ${path}`, { cause });
}
