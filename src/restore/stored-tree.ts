import type { StoredEntry, StoredTree } from '../fidelity/stored-tree.ts';
import type { Kopia, Snapshot } from '../kopia/types.ts';
import { type DirectoryEntry, readDirectory } from '../points/read-directory.ts';

/** A snapshot's tree as it lies in the repository, for what a restore to disk does not bring back. */
export function storedTree(kopia: Kopia, snapshot: Snapshot): StoredTree {
  return {
    root: snapshot.root.object,
    entries: async (folder) => (await readDirectory(kopia, folder)).map(toStored),
    content: (file) => contentOf(kopia, file),
  };
}

async function* contentOf(kopia: Kopia, file: string): AsyncGenerator<Buffer> {
  const { stream, done } = kopia.showStream(file);
  for await (const chunk of stream) yield chunk as Buffer;
  await done;
}

function toStored({ mtime, ...entry }: DirectoryEntry): StoredEntry {
  return { ...entry, mtimeNs: parseTime(mtime) };
}

/** RFC 3339 with up to nine digits of a second → nanoseconds since 1970. */
function parseTime(text: string): bigint {
  const [, seconds = '', fraction = '', zone = ''] = /^([^.]*?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const ms = Date.parse(`${seconds}${zone}`);
  return Number.isNaN(ms) ? 0n : BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}
