import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import { fileError } from './files.ts';
import { giveTo, type Owner, openFolder } from './folder-handle.ts';

/** No file of ours is larger. */
const LARGEST_FILE = 64 * 1024 * 1024;

/** A file that is to be made where there is none. `temporary` is where it is put together: a name in the same folder. */
export interface NewFile {
  readonly path: string;
  readonly temporary: string;
  readonly content: Uint8Array;
  readonly mode: number;
  readonly owner: Owner;
}

/**
 * Makes a file, and the folders above it that are missing.
 *
 * Errors  E_STATE when something is there already or a part of the path is a symbolic link; E_PERMISSION, E_NO_SPACE.
 * Promise Appears whole or not at all, on disk when it returns; replaces nothing and follows no symbolic link.
 */
export function makeFile({ path, temporary, content, mode, owner }: NewFile): void {
  const folder = openFolder(dirname(path), owner);
  const draft = join(folder.through, basename(temporary));
  try {
    writeDraft(draft, content, mode, owner);
    linkSync(draft, join(folder.through, basename(path)));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST')
      throw new KopiDockaError('E_STATE', `${path} was made by someone else meanwhile`, { cause });
    throw fileError(cause, path);
  } finally {
    rmSync(draft, { force: true });
    folder.sync();
    folder.close();
  }
}

/** The SHA-256 of some content, in hexadecimal. */
export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** True when a regular file with this very content lies at a path; a symbolic link is no regular file. */
export function holds(path: string, hash: string): boolean {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes((cause as NodeJS.ErrnoException).code ?? '')) return false;
    throw fileError(cause, path);
  }
  try {
    const stat = fstatSync(fd);
    return stat.isFile() && stat.size <= LARGEST_FILE && sha256(readFileSync(fd)) === hash;
  } finally {
    closeSync(fd);
  }
}

function writeDraft(path: string, content: Uint8Array, mode: number, owner: Owner): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    for (let written = 0; written < content.length; ) written += writeSync(fd, content, written);
    giveTo(fd, owner);
    fchmodSync(fd, mode);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
