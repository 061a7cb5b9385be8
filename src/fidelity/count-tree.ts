import { KopiDockaError } from '../errors.ts';
import { startChild } from '../host/child.ts';
import { printable } from '../host/text.ts';
import { splitStream } from './split-stream.ts';
import type { TreeCounts } from './types.ts';

/**
 * Counts a tree, or a single file, as kopia and the fidelity record count: every name of a file with its full size.
 *
 * Errors  E_STATE when a part of it cannot be read.
 */
export async function countTree(root: string): Promise<TreeCounts> {
  const counts = { files: 0, directories: 0, symlinks: 0, bytes: 0 };
  const find = startChild('find', [root, '-printf', '%y %s\\n']);
  await splitStream(find.stdout, 0x0a, (line) => {
    const [type, size] = line.toString('latin1').split(' ');
    if (type === 'd') counts.directories++;
    else if (type === 'l') counts.symlinks++;
    else if (type === 'f') {
      counts.files++;
      counts.bytes += Number(size);
    }
  });
  const { exitCode, stderr } = await find.ended;
  if (exitCode !== 0) throw new KopiDockaError('E_STATE', `${root} cannot be counted: ${printable(stderr.trim())}`);
  return counts;
}

/**
 * Tells how a tree differs from what was expected of it.
 *
 * Shape  one line a difference, such as `3 files where 4 were expected`; empty when there is none
 */
export function compareCounts(expected: Partial<TreeCounts>, found: TreeCounts): readonly string[] {
  return (['files', 'directories', 'symlinks', 'bytes'] as const).flatMap((what) => {
    const wanted = expected[what];
    return wanted === undefined || wanted === found[what]
      ? []
      : [`${found[what]} ${what} where ${wanted} were expected`];
  });
}
