import { rmSync } from 'node:fs';
import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { formatTarEntry, tarPadding } from '../host/format-tar-entry.ts';
import type { RealPaths } from './real-paths.ts';
import { runTarEntries } from './run-tar-entries.ts';
import { storedName } from './stored-name.ts';
import type { StoredEntry, StoredTree } from './stored-tree.ts';
import { nameOf, parentOf, siblingOf } from './tree-path.ts';
import type { FidelityRecord, RawPath, RenamedEntry } from './types.ts';
import { notRestored } from './warnings.ts';

/**
 * Brings back entries of one folder that kopia stored under one and the same name, each with its own content.
 *
 * Shape   `twins` are all entries of that folder and stored name
 * Promise The mixture that kopia's restore left under that name is removed first.
 * Source  In kopia's folder twins lie side by side in the order of their true names; its restore writes all to one path.
 */
export async function recoverTwins(
  tree: string,
  paths: RealPaths,
  twins: readonly RenamedEntry[],
  record: FidelityRecord,
  stored: StoredTree,
): Promise<readonly Warning[]> {
  const [{ path, stored: name }] = twins as [RenamedEntry];
  try {
    const folder = await folderObject(parentOf(path), record, stored);
    const entries = folder === null ? [] : (await stored.entries(folder)).filter((entry) => entry.name === name);
    if (entries.length !== twins.length)
      throw new KopiDockaError('E_RESTORE', `the repository holds ${entries.length} of ${twins.length} such entries`);
    rmSync(paths.full(siblingOf(path, name)), { recursive: true, force: true });
    const complaints = await runTarEntries(tree, archiveOf(twins, entries, stored));
    if (complaints.length > 0) throw new KopiDockaError('E_RESTORE', complaints[0] ?? '');
    return [];
  } catch (error) {
    return twins.map((twin) => notRestored('the content', twin.path, asKopiDockaError(error).message));
  }
}

/** The object of a folder, by the stored names on the way to it; null when it is not in the repository. */
async function folderObject(folder: RawPath, record: FidelityRecord, stored: StoredTree): Promise<string | null> {
  if (folder.length === 0) return stored.root;
  const parent = await folderObject(parentOf(folder), record, stored);
  if (parent === null) return null;
  const name = storedName(nameOf(folder));
  const same = (await stored.entries(parent)).filter((entry) => entry.name === name && entry.type === 'd');
  const twin = record.renamed.find((entry) => entry.path.equals(folder))?.twin ?? 0;
  return same[twin]?.object ?? null;
}

async function* archiveOf(
  twins: readonly RenamedEntry[],
  entries: readonly StoredEntry[],
  stored: StoredTree,
): AsyncGenerator<Buffer> {
  for (const { path, twin } of twins) yield* blocksOf(path, entries[twin ?? 0] as StoredEntry, stored);
}

/** An entry with all that is below it, as an archive. */
async function* blocksOf(path: RawPath, entry: StoredEntry, stored: StoredTree): AsyncGenerator<Buffer> {
  const { type, size, object, name: _, ...metadata } = entry;
  if (type === 's') {
    yield formatTarEntry({ ...metadata, type: 'symlink', path, target: await readAll(stored.content(object)) });
  } else if (type === 'f') {
    yield formatTarEntry({ ...metadata, type: 'file', path, size });
    yield* stored.content(object);
    yield tarPadding(size);
  } else {
    yield formatTarEntry({ ...metadata, type: 'directory', path });
    for (const child of await stored.entries(object))
      yield* blocksOf(Buffer.concat([path, Buffer.from(`/${child.name}`)]), child, stored);
  }
}

async function readAll(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}
