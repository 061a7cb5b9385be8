import { KopiDockaError } from '../errors.ts';
import { printable } from '../host/text.ts';
import { feedStream } from './feed-stream.ts';
import type { KopiaSetup } from './global-arguments.ts';
import { parseSnapshotProgress } from './parse-progress.ts';
import { parseSnapshot } from './parse-snapshot.ts';
import { type KopiaEnd, type KopiaProcess, startKopia } from './process.ts';
import { firstRecord } from './records.ts';
import { kopiaError, noProgress } from './run-kopia.ts';
import { snapshotArguments } from './snapshot-arguments.ts';
import { formatSource } from './source.ts';
import type { Snapshot, SnapshotJob, SnapshotProgress, SnapshotRequest } from './types.ts';
import { watchStall } from './watch-stall.ts';

/**
 * Starts one `kopia snapshot create` and follows it.
 *
 * Errors  Both promises of the job: E_SNAPSHOT, or what kopia's words say; E_REPO when it made no progress.
 * Promise Nobody has to listen: a rejection that is not awaited does no harm.
 * Source  Kopia takes a stream that breaks off for a complete one, so a broken producer cancels it before its input is closed.
 */
export function startSnapshot(
  setup: KopiaSetup,
  client: { readonly user: string; readonly host: string },
  request: SnapshotRequest,
  onProgress: (progress: SnapshotProgress) => void = () => {},
): SnapshotJob {
  const what = `snapshot of ${printable(formatSource(request.source))}`;
  let newBytes = 0;
  const kopia = startKopia(setup, snapshotArguments(request, client), {
    withStdin: request.stdin !== undefined,
    onRecord(record) {
      const progress = parseSnapshotProgress(record);
      if (progress === null) return;
      newBytes = progress.hashedBytes;
      onProgress(progress);
    },
  });
  const broken = breakOff(kopia, (giveUp) => {
    const stopWatching = watchStall(kopia.pid, setup.stallSeconds, () => giveUp(noProgress(what, setup.stallSeconds)));
    kopia.ended.then(stopWatching);
    if (request.stdin) feedStream(request.stdin.stream, kopia, (cause) => giveUp(tornStream(what, cause)));
  });
  const failure = (end: KopiaEnd): KopiDockaError => kopiaError(setup, end, what, 'E_SNAPSHOT');
  const read = Promise.race([broken, readManifest(kopia, failure)]);
  const save = async (end: KopiaEnd) => {
    const snapshot = await read;
    if (!isStored(end)) throw failure(end);
    return { snapshot, newBytes };
  };
  const saved = kopia.ended.then((end) => Promise.race([broken, save(end)]));
  for (const promise of [broken, read, saved]) promise.catch(() => {});
  return { pid: kopia.pid, read, saved, cancel: kopia.cancel };
}

/** A promise that only ever rejects: when `arm`'s caller gives the run up. The process is cancelled with it. */
function breakOff(kopia: KopiaProcess, arm: (giveUp: (reason: KopiDockaError) => void) => void): Promise<never> {
  return new Promise((_, reject) => {
    arm((reason) => {
      kopia.cancel();
      reject(reason);
    });
  });
}

async function readManifest(kopia: KopiaProcess, failure: (end: KopiaEnd) => KopiDockaError): Promise<Snapshot> {
  const line = await firstRecord(kopia.stdout);
  if (line === null) throw failure(await kopia.ended);
  return parseSnapshot(line);
}

/**
 * Tells whether the snapshot that kopia printed is in the repository.
 *
 * Source  Exit 1 has two meanings after the JSON line: files that could not be read (stored all the same), or a flush that
 *         failed (nothing is stored). Kopia's cli/command_snapshot_create.go; both measured.
 */
function isStored({ exitCode, stderr }: KopiaEnd): boolean {
  if (exitCode === 0) return true;
  const onlyFilesFailed = stderr.some((line) => /^Found \d+ fatal error\(s\) while snapshotting /.test(line));
  return exitCode === 1 && onlyFilesFailed && !stderr.some((line) => line.startsWith('flush error'));
}

function tornStream(what: string, cause: unknown): KopiDockaError {
  const reason = cause instanceof Error ? printable(cause.message) : 'unknown reason';
  return new KopiDockaError('E_SNAPSHOT', `${what}: the stream broke off: ${reason}`, { cause });
}
