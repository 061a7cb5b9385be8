import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileError } from './files.ts';

/** What a file system has left for us. `inodes` is null where the file system does not count them (btrfs and others). */
export interface Space {
  readonly bytes: number;
  readonly totalBytes: number;
  readonly inodes: number | null;
}

/** Free bytes for us on the file system that `path` lies on, or would lie on. */
export async function freeBytes(path: string): Promise<number> {
  return (await freeSpace(path)).bytes;
}

/**
 * Free bytes and inodes on the file system that `path` lies on, or would lie on.
 *
 * Shape   absolute path → Space; when nothing is at `path`, the nearest parent that exists answers
 * Promise Bytes kept back for root count only when we are root.
 */
export async function freeSpace(path: string): Promise<Space> {
  try {
    const stat = await statfs(path, { bigint: true });
    const blocks = process.getuid?.() === 0 ? stat.bfree : stat.bavail;
    return {
      bytes: Number(blocks * stat.bsize),
      totalBytes: Number(stat.blocks * stat.bsize),
      inodes: stat.files === 0n ? null : Number(stat.ffree),
    };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if ((code === 'ENOENT' || code === 'ENOTDIR') && path !== '/') return freeSpace(dirname(path));
    throw fileError(cause, path);
  }
}
