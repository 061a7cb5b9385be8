import { splitStream } from '../fidelity/split-stream.ts';
import { startChild } from '../host/child.ts';
import { ignoreBlame } from '../host/ignore-rules.ts';
import type { ExcludedByPattern } from './types.ts';

const FOLDER = 'd';
const FILE = 'f';

/** What each pattern leaves out of a tree, in the order of the patterns, and how many files are left. */
export interface Weighed {
  readonly excluded: readonly ExcludedByPattern[];
  readonly kept: number;
}

/** A folder that is left out with all that is in it, and the pattern to blame. */
interface Skipped {
  readonly inside: string;
  readonly blamed: number;
}

/**
 * Weighs what patterns leave out of a tree, without kopia and without a trace.
 *
 * Shape   counts everything but folders, bytes of regular files only; what is in a folder counts for the pattern that takes the folder
 * Errors  E_TOOL_MISSING without GNU find; E_STATE when it was cancelled.
 * Promise A part that can not be listed is passed over.
 */
export async function weighExcludes(root: string, patterns: readonly string[], signal: AbortSignal): Promise<Weighed> {
  const blame = ignoreBlame(patterns);
  const sums = patterns.map((pattern) => ({ pattern, files: 0, bytes: 0 }));
  let kept = 0;
  let skipped: Skipped | null = null;
  const find = startChild('find', [root, '-mindepth', '1', '-ignore_readdir_race', '-printf', '%y %s %P\\0'], {
    signal,
  });
  await splitStream(find.stdout, 0, (record) => {
    const { type, size, path } = parseRecord(record.toString('utf8'));
    if (skipped !== null && !path.startsWith(skipped.inside)) skipped = null;
    const blamed = skipped?.blamed ?? blame(path, type === FOLDER);
    if (type === FOLDER) {
      if (blamed !== null && skipped === null) skipped = { inside: `${path}/`, blamed };
      return;
    }
    const sum = blamed === null ? undefined : sums[blamed];
    if (sum === undefined) kept++;
    else {
      sum.files++;
      if (type === FILE) sum.bytes += size;
    }
  });
  await find.ended;
  return { excluded: sums, kept };
}

/** Source  find(1): type, size and path below the root, a space between each; a path may hold spaces itself. */
function parseRecord(record: string): { readonly type: string; readonly size: number; readonly path: string } {
  const space = record.indexOf(' ', 2);
  return { type: record.slice(0, 1), size: Number(record.slice(2, space)), path: record.slice(space + 1) };
}
