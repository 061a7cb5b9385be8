import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import { fileError } from '../host/files.ts';
import { readFolderAttributes, setFolderAttributes } from '../host/folder-attributes.ts';
import { keptInsideName } from '../host/kept-inside.ts';
import type { ExchangeWay } from './types.ts';

/**
 * An empty folder that only we can enter, for the data that is about to replace something beside it. `through` is where
 * the data is to be written, by way of our open folder.
 */
export interface FreshFolder {
  readonly path: string;
  readonly through: string;
  /** Errors E_RESTORE when its name leads elsewhere by now. */
  assertInPlace(): void;
  close(): void;
}

/** Where the fresh data for `live` is put together: a folder beside or in it, so that renames can bring it in. */
export function freshFolderOf(live: string, restoreId: string, exchange: ExchangeWay = 'rename'): string {
  if (exchange === 'content') return join(live, keptInsideName('new', restoreId));
  return join(dirname(live), `.${basename(live)}.kopi-docka-new-${restoreId}`);
}

/** Where the fresh data itself lies. */
export function freshDataOf(live: string, restoreId: string, exchange: ExchangeWay = 'rename'): string {
  return join(freshFolderOf(live, restoreId, exchange), 'data');
}

/** Where what lies at `live` is kept until it is undone or discarded. */
export function oldDataOf(live: string, restoreId: string, exchange: ExchangeWay = 'rename'): string {
  if (exchange === 'content') return join(live, keptInsideName('old', restoreId));
  return join(dirname(live), `${basename(live)}.kopi-docka-old-${restoreId}`);
}

/** Where an undo lays the restored data until it is removed. */
export function undoneDataOf(live: string, restoreId: string, exchange: ExchangeWay = 'rename'): string {
  if (exchange === 'content') return join(live, keptInsideName('undone', restoreId));
  return join(dirname(live), `${basename(live)}.kopi-docka-undone-${restoreId}`);
}

/**
 * Makes the fresh folder at `path`.
 *
 * Errors  E_RESTORE when something is there already or what was opened is not the folder that we made.
 * Promise The parent may be writable by others: whoever takes our folder's name away while root writes into it can not
 *         lead us elsewhere, because `through` goes by the open folder, and nobody else can enter that.
 */
export function makeFreshFolder(path: string): FreshFolder {
  try {
    mkdirSync(path, { mode: 0o700 });
    const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    const folder = toFolder(path, fd);
    inheritNothing(dirname(folder.through));
    const { uid, mode } = fstatSync(fd);
    if (uid === process.geteuid?.() && (mode & 0o777) === 0o700 && readdirSync(dirname(folder.through)).length === 0)
      return folder;
    folder.close();
    throw replaced(path);
  } catch (cause) {
    throw cause instanceof KopiDockaError ? cause : fileError(cause, path);
  }
}

/** A set-group-ID bit or default ACL of the folder around would be passed on to the data, and tar does not take them back. */
function inheritNothing(folder: string): void {
  setFolderAttributes(folder, { ...readFolderAttributes(folder), mode: 0o700, attributes: [] });
}

function toFolder(path: string, fd: number): FreshFolder {
  return {
    path,
    through: `/proc/${process.pid}/fd/${fd}/data`,
    assertInPlace: () => {
      const [open, named] = [fstatSync(fd), lstatSync(path, { throwIfNoEntry: false })];
      if (named?.ino !== open.ino || named.dev !== open.dev) throw replaced(path);
    },
    close: () => closeSync(fd),
  };
}

function replaced(path: string): KopiDockaError {
  return new KopiDockaError('E_RESTORE', `${path} was replaced by someone else`);
}
