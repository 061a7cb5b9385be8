import type { Warning } from '../events.ts';
import { formatTarEntry } from '../host/format-tar-entry.ts';
import type { RealPaths } from './real-paths.ts';
import { runTarEntries } from './run-tar-entries.ts';
import type { FidelityRecord, TimedEntry } from './types.ts';
import { notRestored } from './warnings.ts';

/** Sets the times of all folders, and owner, mode and time of the root. Nothing may be written into the tree after it. */
export async function setDirectoryTimes(
  tree: string,
  paths: RealPaths,
  record: FidelityRecord,
): Promise<readonly Warning[]> {
  if (record.root.type !== 'directory') return [];
  const root = formatTarEntry({ ...record.root, type: 'directory', path: Buffer.from('./') });
  const complaints = await runTarEntries(tree, [
    root,
    ...record.directories.flatMap((entry) => formatDirectory(paths, entry)),
  ]);
  return complaints.map((complaint) => notRestored('owner, mode or time', Buffer.alloc(0), complaint));
}

/** Owner and mode as kopia restored them, so that only the time changes. */
function formatDirectory(paths: RealPaths, { path, mtimeNs }: TimedEntry): readonly Buffer[] {
  const stat = paths.look(path);
  if (!stat?.isDirectory() || stat.mtimeNs === mtimeNs) return [];
  const mode = Number(stat.mode) & 0o7777;
  return [formatTarEntry({ type: 'directory', path, mode, uid: Number(stat.uid), gid: Number(stat.gid), mtimeNs })];
}
