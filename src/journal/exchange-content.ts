import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { KopiDockaError } from '../errors.ts';
import { fileError, syncFolder } from '../host/files.ts';
import { keepFolderTime, setFolderAttributes } from '../host/folder-attributes.ts';
import { isKeptInside } from '../host/kept-inside.ts';
import { printable } from '../host/text.ts';
import { type ContentStep, partialOf } from './content-step.ts';

/**
 * Exchanges the content of a folder: all that is in it goes to `old`, all that is in `fresh` comes up.
 *
 * Shape   paths as they are reached now → what of the folder's own attributes could not be set
 * Errors  E_STATE, E_PERMISSION, E_NO_SPACE when a move fails; the caller rolls back.
 * Promise Each entry is moved by one rename. While the old content is incomplete it lies at `old` with `.partial` behind it, so that
 *         whoever finds the folder half-way knows how far it got. What is done is on disk before the next part begins.
 */
export function exchangeContent({ live, fresh, old, content }: ContentStep): readonly string[] {
  return namingErrors(live, () => {
    mkdirSync(partialOf(old), { mode: 0o700 });
    moveEntries(live, partialOf(old));
    renameSync(partialOf(old), old);
    bringToDisk(live);
    moveEntries(fresh, live);
    rmdirSync(fresh);
    return setFolderAttributes(live, content.after);
  });
}

/**
 * Brings the old content back, from wherever the exchange, or an earlier attempt to bring it back, has stopped.
 *
 * Errors  As exchangeContent; E_STATE before anything is moved when a move would replace something.
 * Promise May be cut off anywhere and called again; the second time it does nothing.
 */
export function bringBackContent({ live, fresh, old, content }: ContentStep): void {
  const clash = findClash({ live, fresh, old });
  if (clash !== null) throw new KopiDockaError('E_STATE', clash);
  namingErrors(live, () => {
    if (exists(old)) {
      if (!exists(fresh)) mkdirSync(fresh, { mode: 0o700 });
      moveEntries(live, fresh);
      renameSync(old, partialOf(old));
      bringToDisk(live);
    }
    if (exists(partialOf(old))) {
      moveEntries(partialOf(old), live);
      setFolderAttributes(live, content.before);
      keepFolderTime(live, () => rmdirSync(partialOf(old)));
      bringToDisk(live);
    }
  });
}

/** Names what somebody has put in the way of the content that has to come back; null when nothing is. */
export function findClash({ live, fresh, old }: Pick<ContentStep, 'live' | 'fresh' | 'old'>): string | null {
  return namingErrors(live, () => {
    const [from, to] = exists(old) ? [live, fresh] : [partialOf(old), live];
    const there = new Set(exists(to) ? entriesOf(to) : []);
    const clash = (exists(from) ? entriesOf(from) : []).find((name) => there.has(name));
    return clash === undefined ? null : `something new lies at ${live}/${printable(clash)}`;
  });
}

function moveEntries(from: string, to: string): void {
  for (const name of entriesOf(from)) {
    const [source, target] = [pathOf(from, name), pathOf(to, name)];
    // rename(2) would silently replace an empty folder or a file.
    if (lstatSync(target, { throwIfNoEntry: false }) !== undefined)
      throw new KopiDockaError('E_STATE', `${printable(target.toString())} is there already`);
    renameSync(source, target);
  }
  for (const folder of [to, from]) bringToDisk(folder);
}

/** Names of the data in a folder, one character a byte; what a restore keeps there is none. */
function entriesOf(folder: string): readonly string[] {
  const names = readdirSync(folder, { encoding: 'buffer' }).map((name) => name.toString('latin1'));
  return names.filter((name) => !isKeptInside(name));
}

function pathOf(folder: string, name: string): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Source  CIFS and some FUSE file systems answer EINVAL to fsync of a folder: they have nothing to bring to disk. */
function bringToDisk(folder: string): void {
  try {
    syncFolder(folder);
  } catch (cause) {
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause;
  }
}

function namingErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw cause instanceof KopiDockaError ? cause : fileError(cause, path);
  }
}
