import { closeSync, constants, fchmodSync, fchownSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import { fileError } from './files.ts';

/** Who owns a file or folder, as numbers. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** A folder that is held open: whatever becomes of its name, `through` leads to it until `close`. */
export interface FolderHandle {
  readonly through: string;
  /** Brings its entries to disk. */
  sync(): void;
  close(): void;
}

const HOW = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * Opens a folder part by part, following no symbolic link; with `make`, what is missing of its path is made.
 *
 * Shape   the last folder made belongs to `make`, those above it to this process; all have mode 0755
 * Errors  E_STATE when a part of the path is a symbolic link or no folder, or is missing without `make`; E_PERMISSION, E_NO_SPACE.
 * Promise Nobody who may write to a folder on the way can lead it elsewhere.
 */
export function openFolder(path: string, make: Owner | null): FolderHandle {
  const parts = path.split('/').filter((part) => part !== '');
  let fd = openSync('/', HOW);
  try {
    for (const [index, part] of parts.entries()) {
      const isLast = index === parts.length - 1;
      const next = openPart(fd, part, make, isLast);
      closeSync(fd);
      fd = next;
    }
  } catch (cause) {
    closeSync(fd);
    throw toError(cause, path);
  }
  return { through: pathOf(fd), sync: () => fsyncSync(fd), close: () => closeSync(fd) };
}

function openPart(parent: number, name: string, make: Owner | null, isLast: boolean): number {
  const path = join(pathOf(parent), name);
  try {
    return openSync(path, HOW);
  } catch (cause) {
    if (make === null || (cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
  }
  mkdirSync(path, { mode: 0o700 });
  const fd = openSync(path, HOW);
  if (isLast) giveTo(fd, make);
  fchmodSync(fd, 0o755);
  fsyncSync(parent);
  return fd;
}

/** Gives an open file or folder to its owner; only root can give to another. */
export function giveTo(fd: number, { uid, gid }: Owner): void {
  if (process.geteuid?.() === 0) fchownSync(fd, uid, gid);
}

function pathOf(fd: number): string {
  return `/proc/${process.pid}/fd/${fd}`;
}

function toError(cause: unknown, path: string): KopiDockaError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ELOOP' || code === 'ENOTDIR')
    return new KopiDockaError('E_STATE', `${path} lies behind a symbolic link, or a part of it is no folder`, {
      cause,
    });
  return fileError(cause, path);
}
