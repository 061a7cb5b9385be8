import { type BigIntStats, lstatSync } from 'node:fs';
import { fullPath, parentOf } from './tree-path.ts';
import type { RawPath } from './types.ts';

/**
 * Looks at entries of a tree without ever going through a symbolic link.
 *
 * Promise An entry below something that is not a real folder does not exist, as far as this tells. Folders once seen as real are
 *         taken to stay so: the tree is private to us.
 */
export class RealPaths {
  readonly #tree: string;
  readonly #folders = new Map<string, boolean>();

  constructor(tree: string) {
    this.#tree = tree;
  }

  full(path: RawPath): Buffer {
    return fullPath(this.#tree, path);
  }

  /** What is there; null when nothing is, or when the way to it is no real folder. */
  look(path: RawPath): BigIntStats | null {
    if (path.length > 0 && !this.isFolder(parentOf(path))) return null;
    try {
      return lstatSync(this.full(path), { bigint: true });
    } catch {
      return null;
    }
  }

  isFolder(path: RawPath): boolean {
    const key = path.toString('latin1');
    const known = this.#folders.get(key);
    if (known !== undefined) return known;
    const real = this.look(path)?.isDirectory() ?? false;
    if (real) this.#folders.set(key, real);
    return real;
  }
}
