import { mkdir } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { KopiDockaError } from '../../errors.ts';
import { extractTar } from '../../host/tar.ts';
import type { Reader } from './reader.ts';

/**
 * Brings back a snapshot that holds one tar archive, straight from the repository without a copy of the archive.
 *
 * Errors  E_RESTORE when the archive is damaged or shorter than stored; kopia's own when it could not read the repository.
 */
export const readTar: Reader = async ({ kopia, snapshot, archive, into, signal, onProgress }) => {
  if (archive === null) throw new KopiDockaError('E_RESTORE', `snapshot ${snapshot.id} holds no archive`);
  await mkdir(into, { mode: 0o700 });
  const { stream, done } = kopia.showStream(archive);
  const counter = countBytes((bytes) => onProgress(bytes, snapshot.bytes));
  const [shown, fed, extracted] = await Promise.allSettled([
    done,
    pipeline(stream, counter.stream, { signal }),
    extractTar(counter.stream, into, { signal }),
  ]);
  // When kopia fails the archive is cut short; when tar fails kopia is ended. The cause is what is told.
  if (fed.status === 'fulfilled' && shown.status === 'rejected') throw shown.reason;
  if (extracted.status === 'rejected') throw extracted.reason;
  if (fed.status === 'rejected') throw fed.reason;
  if (counter.bytes() !== snapshot.bytes)
    throw new KopiDockaError('E_RESTORE', `${counter.bytes()} of ${snapshot.bytes} bytes of the archive came back`);
  return extracted.value;
};

function countBytes(onProgress: (bytes: number) => void): { readonly stream: Transform; bytes(): number } {
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      bytes += chunk.length;
      onProgress(bytes);
      callback(null, chunk);
    },
  });
  return { stream, bytes: () => bytes };
}
