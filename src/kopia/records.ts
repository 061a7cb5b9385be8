import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

const LONGEST = 1024 * 1024;

/**
 * Hands out each record of a text stream: what stands between carriage returns and newlines.
 *
 * Promise Empty records are left out; a record longer than 1 MiB is cut there. Settles when the stream is closed.
 */
export function eachRecord(stream: Readable, onRecord: (record: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    const records = (rest + text).split(/[\r\n]/);
    rest = (records.pop() ?? '').slice(0, LONGEST);
    for (const record of records) if (record.trim() !== '') onRecord(record.slice(0, LONGEST));
  };
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
    stream.once('error', () => {});
    stream.once('close', () => {
      take(`${decoder.end()}\n`);
      resolve();
    });
  });
}

/** The first record of a stream; null when it is closed without one. The rest of the stream is read and dropped. */
export function firstRecord(stream: Readable): Promise<string | null> {
  return new Promise((resolve) => {
    eachRecord(stream, resolve).then(() => resolve(null));
  });
}

/** Reads a stream to its end or its destruction and gives all of it. */
export function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('error', () => {});
    stream.once('close', () => resolve(Buffer.concat(chunks)));
  });
}
