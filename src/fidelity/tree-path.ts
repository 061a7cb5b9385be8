import type { RawPath } from './types.ts';

const SLASH = 0x2f;

/** The absolute path of an entry of a tree; the tree itself for the empty path. */
export function fullPath(tree: string, path: RawPath): Buffer {
  return path.length === 0 ? Buffer.from(tree) : Buffer.concat([Buffer.from(`${tree}/`), path]);
}

/** The folder an entry lies in; empty for the root of the tree. */
export function parentOf(path: RawPath): RawPath {
  return path.subarray(0, Math.max(path.lastIndexOf(SLASH), 0));
}

/** The last part of a path. */
export function nameOf(path: RawPath): Buffer {
  return path.subarray(path.lastIndexOf(SLASH) + 1);
}

/** The first part of a path, as text; empty for the root of the tree. */
export function topOf(path: RawPath): string {
  const end = path.indexOf(SLASH);
  return path.subarray(0, end === -1 ? path.length : end).toString('utf8');
}

/** True when a path stays inside any tree: relative, no empty part, no `.` or `..`, no NUL. */
export function isTreePath(path: RawPath): boolean {
  if (path.includes(0)) return false;
  return path
    .toString('latin1')
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..');
}

/** How many folders an entry lies in. */
export function depthOf(path: RawPath): number {
  return path.reduce((depth, byte) => (byte === SLASH ? depth + 1 : depth), 0);
}

/** The path of another name in the same folder. */
export function siblingOf(path: RawPath, name: string): RawPath {
  return Buffer.concat([path.subarray(0, path.lastIndexOf(SLASH) + 1), Buffer.from(name)]);
}
