import { readFileSync, statSync } from 'node:fs';

const LARGEST_FILE = 4 * 1024 * 1024;

/** A project file as it will lie in the recipe; `path` is where it came from on this host. */
export interface ProjectFile {
  readonly path: string;
  readonly role: 'compose' | 'env' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly content: Buffer;
}

/** Reads one project file. Shape: the file, or in a few words why it can not be had. */
export function readProjectFile(path: string, role: ProjectFile['role']): ProjectFile | { readonly reason: string } {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { reason: 'it is no regular file' };
    if (stat.size > LARGEST_FILE) return { reason: 'it is larger than 4 MiB' };
    const { mode, uid, gid } = stat;
    return { path, role, mode: mode & 0o7777, uid, gid, content: readFileSync(path) };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { reason: 'it is not there' };
    return { reason: code === 'EACCES' ? 'this user may not read it' : `it can not be read (${code})` };
  }
}
