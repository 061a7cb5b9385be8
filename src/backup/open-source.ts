import { PassThrough, Readable } from 'node:stream';
import { createTar } from '../host/tar.ts';
import { TarChecker } from '../host/tar-checker.ts';
import type { SnapshotJob, SnapshotProgress } from '../kopia/types.ts';
import type { RunContext } from './context.ts';
import type { Access } from './reach-sources.ts';
import type { PlannedSource } from './types.ts';

/**
 * Starts the kopia that reads one source: its directory or file as it is, or a tar stream made of it.
 *
 * Promise The identity is the source's own path, wherever the bytes are read from.
 */
export async function openSource(
  source: PlannedSource,
  access: Access,
  tags: Readonly<Record<string, string>>,
  context: RunContext,
  onProgress: (progress: SnapshotProgress) => void,
): Promise<SnapshotJob> {
  const request = { source: { ...context.identity, path: source.path }, tags };
  if (source.format === 'direct' && 'path' in access) {
    return context.kopia.snapshot({ ...request, path: access.path }, onProgress);
  }
  const stream = await tarStream(source, access, context);
  return context.kopia.snapshot(
    { ...request, path: source.path, stdin: { fileName: tarName(source), stream } },
    onProgress,
  );
}

async function tarStream(source: PlannedSource, access: Access, context: RunContext): Promise<Readable> {
  if ('archive' in access) {
    const archive = await context.engine.archiveVolume(access.archive, context.runId);
    const stream = Readable.from(checked(archive.stream), { objectMode: false });
    stream.once('close', () => archive.remove().catch(() => undefined));
    return stream;
  }
  const tar = createTar(access.path, { exclude: source.exclude, signal: context.signal });
  return endWhen(tar.stream, tar.done);
}

/** Breaks off when the archive is cut short: the engine ends its answer cleanly all the same. */
async function* checked(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const checker = new TarChecker();
  for await (const chunk of chunks) {
    checker.add(chunk);
    yield chunk;
  }
  checker.end();
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

function tarName(source: PlannedSource): string {
  return `${source.kind === 'volume' ? source.name : 'bind'}.tar`;
}
