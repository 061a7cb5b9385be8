import type { Stats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError } from '../host/files.ts';
import { mountAt, mountOf, mountsBelow, readMounts } from '../host/mounts.ts';
import { freeSpace } from '../host/space.ts';

/**
 * What lies where a restore wants to write. `path` has every symbolic link resolved; `folder` is the nearest one that exists.
 *
 * Units   `freeBytes` is what the filesystem of `folder` has left; `device` tells filesystems apart.
 */
export interface Site {
  readonly path: string;
  readonly throughSymlink: boolean;
  readonly found: 'nothing' | 'directory' | 'file' | 'other';
  readonly empty: boolean;
  readonly folder: string;
  readonly device: number;
  readonly freeBytes: number;
  readonly readOnly: boolean;
  readonly mountPoint: boolean;
  readonly mountsBelow: readonly string[];
}

/** Looks at the given paths. Promise Only looks: nothing is made or changed. */
export async function surveySites(paths: readonly string[]): Promise<readonly Site[]> {
  const mounts = readMounts();
  return Promise.all(
    paths.map(async (asked) => {
      const path = await resolveFully(asked);
      const folder = await nearestFolder(path);
      const found = await look(path);
      return {
        path,
        throughSymlink: path !== asked,
        found: kindOf(found),
        empty: found === null || (found.isDirectory() && (await readdir(path)).length === 0),
        folder,
        device: (await stat(folder)).dev,
        freeBytes: (await freeSpace(folder)).bytes,
        readOnly: mountOf(mounts, folder)?.readOnly ?? false,
        mountPoint: mountAt(mounts, path) !== null,
        mountsBelow: mountsBelow(mounts, path).map((mount) => mount.at),
      };
    }),
  );
}

/** Resolves what exists of a path and keeps the rest as it is. */
async function resolveFully(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    if (!isAbsent(cause) || path === '/') throw fileError(cause, path);
    return join(await resolveFully(dirname(path)), basename(path));
  }
}

async function nearestFolder(path: string): Promise<string> {
  const parent = dirname(path);
  const exists = await stat(parent).then(
    () => true,
    () => false,
  );
  return exists || parent === '/' ? parent : nearestFolder(parent);
}

async function look(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (cause) {
    if (isAbsent(cause)) return null;
    throw fileError(cause, path);
  }
}

function kindOf(found: Stats | null): Site['found'] {
  if (found === null) return 'nothing';
  if (found.isDirectory()) return 'directory';
  return found.isFile() ? 'file' : 'other';
}

function isAbsent(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code === 'ENOENT';
}
