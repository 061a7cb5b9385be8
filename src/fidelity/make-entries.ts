import { readlinkSync } from 'node:fs';
import type { Warning } from '../events.ts';
import { formatTarEntry } from '../host/format-tar-entry.ts';
import type { RealPaths } from './real-paths.ts';
import { runTarEntries } from './run-tar-entries.ts';
import { parentOf } from './tree-path.ts';
import type { FidelityRecord, SpecialEntry, TimedEntry } from './types.ts';
import { notRestored } from './warnings.ts';

/** Makes FIFOs and device nodes, and makes symbolic links anew where their time is not exact. */
export async function makeEntries(tree: string, paths: RealPaths, record: FidelityRecord): Promise<readonly Warning[]> {
  const special = record.special.filter(
    (entry) => paths.isFolder(parentOf(entry.path)) && paths.look(entry.path) === null,
  );
  const blocks = [...special.map(formatTarEntry), ...record.symlinks.flatMap((link) => formatSymlink(paths, link))];
  if (blocks.length === 0) return [];
  const complaints = await runTarEntries(tree, blocks);
  const missing = special.filter((entry) => paths.look(entry.path) === null);
  const why = complaints[0] ?? 'tar did not make it';
  return missing.map((entry) => notRestored(KIND[entry.type], entry.path, why));
}

const KIND: Readonly<Record<SpecialEntry['type'], string>> = {
  fifo: 'the FIFO',
  character: 'the device node',
  block: 'the device node',
};

function formatSymlink(paths: RealPaths, { path, mtimeNs }: TimedEntry): readonly Buffer[] {
  const stat = paths.look(path);
  if (!stat?.isSymbolicLink() || stat.mtimeNs === mtimeNs) return [];
  const target = readlinkSync(paths.full(path), { encoding: 'buffer' });
  return [
    formatTarEntry({
      type: 'symlink',
      path,
      mode: 0o777,
      uid: Number(stat.uid),
      gid: Number(stat.gid),
      mtimeNs,
      target,
    }),
  ];
}
