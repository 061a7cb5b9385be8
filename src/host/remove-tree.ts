import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import { fileError } from './files.ts';
import { mountAt, mountsBelow, readMounts } from './mounts.ts';
import { run } from './run.ts';
import { printable } from './text.ts';

/**
 * Removes a file or a whole folder; nothing there is success.
 *
 * Errors  E_STATE when something is mounted in it, or when a part of it can not be removed; E_TOOL_MISSING without GNU `rm`.
 * Promise Follows no symbolic link and crosses no mount, bind mounts of the same file system included.
 * Source  `rm --one-file-system` compares device numbers, so it walks into bind mounts: those are looked for first.
 */
export async function removeTree(path: string): Promise<void> {
  const place = resolveParent(path);
  if (place === null) return;
  const mounts = readMounts();
  const mounted = mountAt(mounts, place) ?? mountsBelow(mounts, place)[0];
  if (mounted) throw new KopiDockaError('E_STATE', `${path} was not removed: ${mounted.at} is a mount point`);
  const { exitCode, stderr } = await run('rm', ['-rf', '--one-file-system', '--', place]);
  if (exitCode !== 0)
    throw new KopiDockaError('E_STATE', `${path} was not removed: ${printable(stderr.trim().split('\n')[0] ?? '')}`);
}

/** The path with the links of its parents resolved, its own last part not; null when the parent does not exist. */
function resolveParent(path: string): string | null {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw fileError(cause, path);
  }
}
