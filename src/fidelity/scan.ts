import { statfsSync } from 'node:fs';
import { resolve } from 'node:path';
import { listAttributes } from './list-attributes.ts';
import { listEntries } from './list-entries.ts';
import type { FidelityRecord, ScanOptions } from './types.ts';
import { placeholderName } from './warnings.ts';

/**
 * Records what kopia cannot hold of a tree, or of a single file.
 *
 * Errors  E_UNREADABLE_VOLUME when there is nothing at `root`; E_STATE when it was cancelled.
 * Promise Quick enough for the window: one `find` and one `getfattr` side by side, and only exceptional entries are held. What is
 *         not recorded for want of a tool or a right is named in the warnings. Mounts inside are crossed, as kopia does.
 */
export async function scanTree(root: string, options: ScanOptions = {}): Promise<FidelityRecord> {
  const place = resolve(root);
  const [entries, attributes] = await Promise.all([listEntries(place, options), listAttributes(place, options)]);
  const { placeholders, ...found } = entries.found;
  return {
    version: 1,
    ...found,
    sparse: showsCompressedSize(place) ? [] : found.sparse,
    attributes: attributes.found,
    warnings: [...entries.warnings, ...attributes.warnings, ...placeholders.map(placeholderName)],
  };
}

const ZFS = 0x2fc12fc1;
const BCACHEFS = 0xca451a4e;

/** On file systems that count a file's blocks after compression, few blocks tell of no holes. Source  Linux, magic.h; OpenZFS. */
function showsCompressedSize(root: string): boolean {
  const { type } = statfsSync(root);
  return type === ZFS || type === BCACHEFS;
}
