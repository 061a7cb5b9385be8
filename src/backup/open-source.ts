import { PassThrough, type Readable } from 'node:stream';
import type { Warning } from '../events.ts';
import { createTar } from '../host/tar.ts';
import type { SnapshotJob, SnapshotProgress } from '../kopia/types.ts';
import { tarEntryName } from '../points/classify-format.ts';
import type { RunContext } from './context.ts';
import { openArchive } from './open-archive.ts';
import type { Access } from './reach-sources.ts';
import type { PlannedSource } from './types.ts';

/** What is known of a source besides its bytes, once they are read. `gap` says how much is missing; null when all is there. */
export interface SourceNotes {
  readonly warnings: readonly Warning[];
  readonly gap: string | null;
}

/** A kopia at work on one source. `notes` settles after `job.read`, and does not reject when that does not. */
export interface OpenedSource {
  readonly job: SnapshotJob;
  readonly notes: Promise<SourceNotes>;
}

/** A tar stream that breaks off when the archive is not whole. */
export interface SourceStream {
  readonly stream: Readable;
  readonly notes: Promise<SourceNotes>;
}

const NOTHING: SourceNotes = { warnings: [], gap: null };

/**
 * Starts the kopia that reads one source: its directory or file as it is, or a tar stream made of it.
 *
 * Errors  E_UNREADABLE_VOLUME, E_DOCKER when the engine gives no archive of a volume.
 * Promise The identity is the source's own path, wherever the bytes are read from.
 */
export async function openSource(
  unit: string,
  source: PlannedSource,
  access: Access,
  tags: Readonly<Record<string, string>>,
  context: RunContext,
  onProgress: (progress: SnapshotProgress) => void,
): Promise<OpenedSource> {
  const request = { source: { ...context.identity, path: source.path }, tags };
  if (source.format === 'direct' && 'path' in access) {
    const job = context.kopia.snapshot({ ...request, path: access.path }, onProgress);
    return { job, notes: Promise.resolve(NOTHING) };
  }
  const { stream, notes } = await openStream(source, access, context);
  const stdin = { fileName: tarEntryName(source.kind, unit, source.name), stream };
  return { job: context.kopia.snapshot({ ...request, path: source.path, stdin }, onProgress), notes };
}

async function openStream(source: PlannedSource, access: Access, context: RunContext): Promise<SourceStream> {
  if ('archive' in access) return openArchive(access.archive, source.exclude, context);
  const tar = createTar(access.path, { exclude: source.exclude, signal: context.signal });
  const notes = tar.done.then((warnings) => ({ warnings, gap: null }));
  notes.catch(() => undefined);
  return { stream: endWhen(tar.stream, tar.done), notes };
}

/**
 * A stream that ends only when its maker says that all is there, and breaks off otherwise.
 *
 * Source  Kopia takes a stream that just ends for a complete one (kopia.md §9).
 */
function endWhen(stream: Readable, whole: Promise<unknown>): Readable {
  const out = new PassThrough();
  stream.pipe(out, { end: false });
  stream.once('error', (cause) => out.destroy(cause));
  const ended = new Promise<void>((resolve) => stream.once('end', resolve));
  Promise.all([whole, ended]).then(
    () => out.end(),
    (cause) => out.destroy(cause),
  );
  return out;
}
