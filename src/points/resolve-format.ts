import type { Kopia, Snapshot } from '../kopia/types.ts';
import { classifyFormat, type FoundFormat } from './classify-format.ts';
import { readDirectory } from './read-directory.ts';

/** A snapshot's true format, and for tar the object that holds the archive. */
export interface ResolvedFormat extends FoundFormat {
  /** The archive's object for `kopia show`; null for direct. */
  readonly archive: string | null;
}

/**
 * Looks into a snapshot to tell its format, whatever its tag says.
 *
 * Errors  E_REPO when the root cannot be read.
 */
export async function resolveFormat(kopia: Kopia, snapshot: Snapshot): Promise<ResolvedFormat> {
  const entries = snapshot.root.type === 'd' ? await readDirectory(kopia, snapshot.root.object) : null;
  const found = classifyFormat(snapshot, entries);
  const archive = entries === null ? snapshot.root.object : entries[0]?.object;
  return { ...found, archive: found.format === 'tar' ? (archive ?? null) : null };
}
