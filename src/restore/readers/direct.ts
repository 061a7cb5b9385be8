import { KopiDockaError } from '../../errors.ts';
import { compareCounts, countTree } from '../../fidelity/count-tree.ts';
import type { Reader } from './reader.ts';

/**
 * Brings back a snapshot of a folder or of a single file.
 *
 * Errors  E_RESTORE when kopia failed, or when what came back is not as much as kopia had stored.
 */
export const readDirect: Reader = async ({ kopia, snapshot, into, signal, onProgress }) => {
  await kopia.restore({ from: snapshot.id, to: into, onProgress }, signal);
  const differences = compareCounts({ files: snapshot.files, bytes: snapshot.bytes }, await countTree(into));
  if (differences.length > 0)
    throw new KopiDockaError('E_RESTORE', `not all of snapshot ${snapshot.id} came back: ${differences.join(', ')}`);
  return [];
};
