import { lstat } from 'node:fs/promises';
import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { applyRecord } from '../fidelity/apply-record.ts';
import { compareCounts, countTree } from '../fidelity/count-tree.ts';
import { parseRecord } from '../fidelity/parse-record.ts';
import { keepFolderTime } from '../host/folder-attributes.ts';
import { run } from '../host/run.ts';
import { printable } from '../host/text.ts';
import type { Kopia, Snapshot } from '../kopia/types.ts';
import { resolveFormat } from '../points/resolve-format.ts';
import type { Point, PointEntry, Seal } from '../points/types.ts';
import { sealedOf } from './choose-destinations.ts';
import { type FreshFolder, freshFolderOf, makeFreshFolder } from './fresh-folder.ts';
import { readDirect } from './readers/direct.ts';
import { readTar } from './readers/tar.ts';
import { asBefore } from './restore-hint.ts';
import { storedTree } from './stored-tree.ts';
import type { RestoreContext } from './tools.ts';
import type { RestoreTarget } from './types.ts';

/** The point that is read from. */
export interface ReadFrom {
  readonly kopia: Kopia;
  readonly point: Point;
  readonly seal: Seal | null;
}

/** What was read: as much as there is now, and what could not be brought back as it was. */
export interface ReadData {
  readonly target: RestoreTarget;
  readonly files: number;
  readonly bytes: number;
  readonly warnings: readonly Warning[];
}

/**
 * Reads the data of one target into its fresh folder, whole, proved and on disk, beside what is there now.
 *
 * Errors  E_RESTORE, naming the volume or bind. The fresh folder is journaled before it is made; who calls removes it.
 * Promise The live data is not touched.
 */
export async function readTarget(target: RestoreTarget, from: ReadFrom, context: RestoreContext): Promise<ReadData> {
  const { emit, unit, signal } = context;
  signal.throwIfAborted();
  emit({ type: 'source-started', unit, source: target.name });
  try {
    const folder = makeFolder(target, context);
    const data = await fill(folder, target, from, context).finally(() => folder.close());
    emit({ type: 'source-read', unit, source: target.name, files: data.files, bytes: data.bytes });
    return data;
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    const { message, hint, code } = asKopiDockaError(cause);
    if (code === 'E_INTERNAL') throw cause;
    throw new KopiDockaError('E_RESTORE', `${target.kind} ${target.name} could not be read back: ${message}`, {
      hint: asBefore(hint),
      cause,
    });
  }
}

/** In a held volume the folder is made in the volume itself, whose time stays as it is. */
function makeFolder({ target, exchange }: RestoreTarget, { journal, restoreId, volumes }: RestoreContext): FreshFolder {
  const path = freshFolderOf(target, restoreId, exchange);
  journal.write({ t: 'scratch', path });
  if (exchange === 'rename') return makeFreshFolder(path);
  return keepFolderTime(volumes.real(target), () => makeFreshFolder(volumes.real(path)));
}

async function fill(
  folder: FreshFolder,
  target: RestoreTarget,
  from: ReadFrom,
  context: RestoreContext,
): Promise<ReadData> {
  const { kopia, point } = from;
  const { path, through } = folder;
  const entry = point.entries.find(({ snapshot }) => snapshot.id === target.snapshotId);
  if (entry === undefined) throw new KopiDockaError('E_INTERNAL', `no snapshot ${target.snapshotId} in ${point.id}`);
  const { snapshot } = entry;
  const { format, archive, surprise } = await resolveFormat(kopia, snapshot);
  const onProgress = (doneBytes: number, totalBytes: number | null): void =>
    context.emit({ type: 'source-progress', unit: context.unit, source: target.name, doneBytes, totalBytes });
  const read = format === 'tar' ? readTar : readDirect;
  const lost = await read({ kopia, snapshot, archive, into: through, signal: context.signal, onProgress });
  const notApplied = await applyFidelity(through, entry, from);
  await checkType(through, target);
  const { files, bytes } = await countTree(through);
  if (format === 'direct') checkCounts(snapshot, { files, bytes });
  await bringToDisk(path);
  folder.assertInPlace();
  return {
    target,
    files,
    bytes,
    warnings: [...toldFormat(surprise), ...lost, ...notApplied].map((warning) => namedAfter(target, warning)),
  };
}

/** Says that the tag of a snapshot does not tell what it holds. */
function toldFormat(surprise: string | null): readonly Warning[] {
  if (surprise === null) return [];
  return [{ code: 'W_FORMAT_TAG', message: `its snapshot is ${surprise}`, hint: 'It was restored by what it holds.' }];
}

function namedAfter({ kind, name }: RestoreTarget, warning: Warning): Warning {
  return { ...warning, message: `${kind} ${printable(name)}: ${warning.message}` };
}

/** Applies what kopia could not hold, if anything was recorded. */
async function applyFidelity(tree: string, entry: PointEntry, from: ReadFrom): Promise<readonly Warning[]> {
  const { kopia, point, seal } = from;
  const sealed = sealedOf(entry, seal);
  if (!sealed?.fidelity || point.recipe === null) return [];
  const text = await kopia.show(`${point.recipe.root.object}/fidelity/${sealed.fidelity}`);
  const record = parseRecord(text.toString('utf8'));
  const notApplied = await applyRecord(tree, record, storedTree(kopia, entry.snapshot));
  return [...record.warnings, ...notApplied, ...sockets(record.sockets.map((path) => path.toString('utf8')))];
}

function sockets(paths: readonly string[]): readonly Warning[] {
  if (paths.length === 0) return [];
  const [first = ''] = paths;
  const more = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
  return [
    {
      code: 'W_SOCKET',
      message: `the socket ${printable(first)}${more} is not made again`,
      hint: 'The program that listens there makes it when it starts.',
    },
  ];
}

/** With the fidelity record applied, there is as much as kopia has stored: the proof that nothing is missing. */
function checkCounts({ id, files, bytes }: Snapshot, found: Pick<ReadData, 'files' | 'bytes'>): void {
  const differences = compareCounts({ files, bytes }, { directories: 0, symlinks: 0, ...found });
  if (differences.length > 0)
    throw new KopiDockaError('E_RESTORE', `not all of snapshot ${id} came back: ${differences.join(', ')}`);
}

async function checkType(path: string, target: RestoreTarget): Promise<void> {
  const stat = await lstat(path);
  const asStored = target.type === 'directory' ? stat.isDirectory() : stat.isFile();
  if (!asStored) throw new KopiDockaError('E_RESTORE', `what came back is not a ${target.type}`);
}

/** Until this is done a power cut after the swap would leave empty files. */
async function bringToDisk(path: string): Promise<void> {
  const { exitCode, stderr } = await run('sync', ['-f', path]);
  if (exitCode !== 0) throw new KopiDockaError('E_RESTORE', `it could not be brought to disk: ${stderr.trim()}`);
}
