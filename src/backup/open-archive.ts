import { Readable } from 'node:stream';
import type { Warning } from '../events.ts';
import { sleep } from '../host/clock.ts';
import { KEPT_INSIDE_PATTERNS } from '../host/kept-inside.ts';
import { TarChecker } from '../host/tar-checker.ts';
import type { RunContext } from './context.ts';
import type { SourceNotes, SourceStream } from './open-source.ts';

/** How long the containers wait for the engine to count a volume that is already read. */
const PATIENCE_MS = 3_000;

/**
 * Streams a volume through the engine's archive API, for want of anything better.
 *
 * Errors  E_UNREADABLE_VOLUME, E_DOCKER. The stream breaks off when the archive is cut short: the engine ends it cleanly all the same.
 * Promise What such an archive loses is in the notes. Files that the engine left out are noticed by their bytes where it can count them.
 */
export async function openArchive(
  volume: string,
  exclude: readonly string[],
  context: RunContext,
): Promise<SourceStream> {
  const archive = await context.engine.archiveVolume(volume, context.runId);
  const counted = context.engine.volumeBytes(volume).catch(() => null);
  const checker = new TarChecker();
  const stream = Readable.from(checked(archive.stream, checker), { objectMode: false });
  const ended = new Promise<void>((resolve) => stream.once('close', resolve));
  ended.then(() => archive.remove()).catch(() => undefined);
  const notes = ended.then(async (): Promise<SourceNotes> => {
    const expected = await Promise.race([counted, sleep(PATIENCE_MS, context.signal).then(() => null)]);
    const warnings = [losses(volume, expected !== null), ...notExcluded(volume, exclude)];
    return { warnings, gap: gapOf(checker.contentBytes, expected) };
  });
  return { stream, notes };
}

async function* checked(chunks: AsyncIterable<Buffer>, checker: TarChecker): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    checker.add(chunk);
    yield chunk;
  }
  checker.end();
}

function gapOf(found: number, expected: number | null): string | null {
  if (expected === null || found >= expected) return null;
  return `the engine's archive holds ${found} of ${expected} bytes, it leaves out what it can not read`;
}

function losses(volume: string, isCounted: boolean): Warning {
  const unread = isCounted ? '' : ', and without a word files that Docker can not read';
  return {
    code: 'W_ARCHIVE_LOSSES',
    message: `volume ${volume} is read through Docker's archive API, which loses ACLs, user.* and trusted.* attributes, fractions of a second, holes and sockets${unread}`,
    hint: 'Run kopi-docka on the host of the engine to save all of it.',
  };
}

function notExcluded(volume: string, exclude: readonly string[]): readonly Warning[] {
  const wished = exclude.filter((pattern) => !KEPT_INSIDE_PATTERNS.includes(pattern));
  if (wished.length === 0) return [];
  const message = `volume ${volume} is saved with what ${wished.join(', ')} would leave out: Docker's archive API takes everything`;
  return [{ code: 'W_EXCLUDES_IGNORED', message, hint: 'Run kopi-docka on the host of the engine to leave it out.' }];
}
