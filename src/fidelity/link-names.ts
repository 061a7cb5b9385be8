import { linkSync, renameSync, rmSync } from 'node:fs';
import type { Warning } from '../events.ts';
import type { RealPaths } from './real-paths.ts';
import { siblingOf } from './tree-path.ts';
import type { FidelityRecord, RawPath } from './types.ts';
import { notRestored } from './warnings.ts';

const TEMPORARY = '.kopi-docka-link';

/**
 * Makes the names of one file one file again.
 *
 * Promise A name is replaced only by a file of the same type and size, and stays as it was when that fails.
 */
export function linkNames(paths: RealPaths, record: FidelityRecord): readonly Warning[] {
  return record.hardLinks.flatMap((names) => linkGroup(paths, names));
}

function linkGroup(paths: RealPaths, names: readonly RawPath[]): readonly Warning[] {
  const [anchor, ...others] = names.filter((name) => paths.look(name) !== null);
  if (anchor === undefined) return [];
  return others.flatMap((other) => {
    const why = linkOver(paths, anchor, other);
    return why === null ? [] : [notRestored('the hard link', other, why)];
  });
}

/** Why it could not be done; null when it was. */
function linkOver(paths: RealPaths, anchor: RawPath, other: RawPath): string | null {
  const [from, to] = [paths.look(anchor), paths.look(other)];
  if (from === null || to === null || from.ino === to.ino) return null;
  if ((from.mode & S_IFMT) !== (to.mode & S_IFMT) || from.size !== to.size || from.isDirectory())
    return `it differs from ${anchor.toString('utf8')}`;
  const temporary = paths.full(siblingOf(other, TEMPORARY));
  try {
    linkSync(paths.full(anchor), temporary);
    renameSync(temporary, paths.full(other));
    return null;
  } catch (error) {
    rmSync(temporary, { force: true });
    return String((error as NodeJS.ErrnoException).code);
  }
}

const S_IFMT = 0o170000n;
