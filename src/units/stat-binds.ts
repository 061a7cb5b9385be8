import { lstat, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import pLimit from 'p-limit';
import type { PathFacts, PathType } from './classify-bind.ts';

const PARALLEL_LOOKS = 8;
const DEADLINE_MS = 5_000;

/**
 * Looks at host paths, following symbolic links.
 *
 * Shape   → facts by the path as given
 * Promise Never fails and never hangs: a path on a dead network file system is `silent` after 5 s.
 */
export async function statBinds(paths: readonly string[]): Promise<ReadonlyMap<string, PathFacts>> {
  const distinct = [...new Set(paths)];
  const facts = await pLimit(PARALLEL_LOOKS).map(distinct, (path) => withDeadline(look(path), path));
  return new Map(distinct.map((path, index) => [path, facts[index] ?? { real: path, type: 'silent' }]));
}

async function look(path: string): Promise<PathFacts> {
  try {
    const real = await realpath(path);
    return { real, type: typeOf(await lstat(real)) };
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    return { real: resolve(path), type: code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'missing' };
  }
}

function typeOf(stats: Awaited<ReturnType<typeof lstat>>): PathType {
  if (stats.isDirectory()) return 'directory';
  if (stats.isFile()) return 'file';
  return stats.isSocket() ? 'socket' : 'other';
}

async function withDeadline(facts: Promise<PathFacts>, path: string): Promise<PathFacts> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<PathFacts>((settle) => {
    timer = setTimeout(() => settle({ real: resolve(path), type: 'silent' }), DEADLINE_MS);
  });
  return Promise.race([facts, late]).finally(() => clearTimeout(timer));
}
