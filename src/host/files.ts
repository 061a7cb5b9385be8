import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KopiDockaError } from '../errors.ts';

/** Makes a folder and its parents, for the owner alone. Promise What was made is on disk when it returns. */
export function ensureFolder(path: string): void {
  try {
    const first = mkdirSync(path, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    for (let made = path; made.length >= first.length; made = dirname(made)) syncFolder(dirname(made));
  } catch (cause) {
    throw fileError(cause, path);
  }
}

/** Brings a folder's entries to disk. */
export function syncFolder(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Writes a whole file so that after any crash either the old or the new content is there.
 *
 * Promise Mode 0600 unless told otherwise, from the first byte on; file and folder are on disk when it returns.
 */
export function writeDurably(path: string, content: string | Uint8Array, mode = 0o600): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const fd = openSync(temporary, 'wx', mode);
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
    syncFolder(folder);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw fileError(cause, path);
  }
}

/** Names what the file system refused: E_NO_SPACE, E_PERMISSION or E_STATE. */
export function fileError(cause: unknown, path: string): KopiDockaError {
  const code = (cause as NodeJS.ErrnoException)?.code ?? 'unknown error';
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new KopiDockaError('E_NO_SPACE', `no space left at ${path}`, { cause });
  if (code === 'EACCES' || code === 'EPERM')
    return new KopiDockaError('E_PERMISSION', `not permitted: ${path}`, { cause });
  if (code === 'EROFS') return new KopiDockaError('E_STATE', `read-only file system: ${path}`, { cause });
  return new KopiDockaError('E_STATE', `${path}: ${code}`, { cause });
}
