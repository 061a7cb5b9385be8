import type { Snapshot } from '../kopia/types.ts';
import type { DirectoryEntry } from './read-directory.ts';
import type { Format } from './types.ts';

/** What a snapshot holds. `surprise` says how its tag and its content differ; null when they agree. */
export interface FoundFormat {
  readonly format: Format;
  readonly surprise: string | null;
}

/**
 * The format that a snapshot's manifest alone suggests: its tag, else the shape of its root.
 *
 * Promise The source path is never looked at: streams of the Python tool lie under its working directory.
 * Source  Kopia names the root of a stream snapshot by a whole path, that of a directory by its last part; measured with 0.23.1.
 */
export function suggestFormat(snapshot: Snapshot): Format {
  const tag = snapshot.tags['backup_format'];
  if (tag === 'direct' || tag === 'tar') return tag;
  if (snapshot.tags['type'] === 'bind') return 'direct';
  if (snapshot.root.type === 'f') return 'tar';
  return snapshot.root.name.includes('/') ? 'tar' : 'direct';
}

/**
 * The format that a snapshot really has, by its content.
 *
 * Shape   `entries` is the root directory's listing, null when the root is a file
 * Promise A lost or wrong tag is noticed: see `surprise`.
 * Source  The root of a stream is a folder with one file. Slashes, which no name on a disk can have, are in its own name, or in
 *         that of the file; measured with kopia 0.23.1.
 */
export function classifyFormat(snapshot: Snapshot, entries: readonly DirectoryEntry[] | null): FoundFormat {
  const tag = snapshot.tags['backup_format'];
  const format = formatOfContent(snapshot, entries);
  if (format === (tag ?? expectedUntagged(snapshot))) return { format, surprise: null };
  const said = tag === undefined ? 'without a format tag' : `tagged ${tag}`;
  return { format, surprise: `${said}, but holds ${format === 'tar' ? 'a tar archive' : 'a directory'}` };
}

/** The name of the one entry in a tar snapshot, the same as the Python tool's, which restores by it. */
export function tarEntryName(kind: 'volume' | 'bind', unit: string, name: string): string {
  return `${kind}s/${unit}/${name.replace(/^\/+/, '')}`;
}

function formatOfContent(snapshot: Snapshot, entries: readonly DirectoryEntry[] | null): Format {
  const { tags, root } = snapshot;
  if (entries === null) return tags['type'] === 'bind' && tags['backup_format'] !== 'tar' ? 'direct' : 'tar';
  const [only, ...more] = entries;
  const isStream = only?.type === 'f' && more.length === 0 && (only.name.includes('/') || root.name.includes('/'));
  return isStream ? 'tar' : 'direct';
}

/** The Python tool tagged no tar volume and no bind. */
function expectedUntagged(snapshot: Snapshot): Format {
  return snapshot.tags['type'] === 'bind' ? 'direct' : 'tar';
}
