import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { KopiDockaError } from '../errors.ts';
import { baseEnvironment } from './run.ts';

/** How a child ended; of its stderr the first MiB is kept, and a last line says so when there was more. */
export interface ChildEnd {
  readonly exitCode: number;
  readonly stderr: string;
}

/** A system tool at work whose output, or input, is too much to hold. */
export interface Child {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly ended: Promise<ChildEnd>;
}

/**
 * Starts a system tool and streams its bytes.
 *
 * Errors  `ended` rejects with E_TOOL_MISSING when there is no such program, E_STATE when it was killed or cancelled.
 * Promise No shell; the environment is that of `run`. `ended` waits until stdout was read to its end; a non-zero exit is a result.
 *         A rejection that nobody awaits yet is held back, not thrown.
 */
export function startChild(
  file: string,
  args: readonly string[],
  options: { readonly signal?: AbortSignal | undefined } = {},
): Child {
  const child = execa(file, [...args], {
    reject: false,
    buffer: false,
    extendEnv: false,
    env: baseEnvironment(),
    stdin: 'pipe',
    forceKillAfterDelay: 5_000,
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  });
  const stderr = keepHead(child.stderr, 1024 * 1024);
  const ended = child.then((result) => {
    if (options.signal?.aborted) throw new KopiDockaError('E_STATE', `${file} was cancelled`);
    if (result.code === 'ENOENT') throw new KopiDockaError('E_TOOL_MISSING', `${file} was not found`);
    if (result.exitCode === undefined)
      throw new KopiDockaError('E_STATE', `${file} was ended by ${result.signal ?? 'a failure'}`);
    return { exitCode: result.exitCode, stderr: stderr() };
  });
  ended.catch(() => undefined);
  return { stdin: child.stdin, stdout: child.stdout, ended };
}

/** How a child ended that was fed; `failure` is what kept it from getting everything, null when it got all. */
export interface FedEnd extends ChildEnd {
  readonly failure: unknown;
}

/**
 * Feeds a child's stdin and waits for its end.
 *
 * Shape   `pass` sees every chunk first and may throw instead of handing it on
 * Errors  What `ended` rejects with. The source's own errors, and those of `pass`, are in `failure`.
 * Source  Node destroys a child's stdin when it exits, which may come before the event that all was written; measured with 20.
 */
export async function feedChild(
  child: Child,
  source: NodeJS.ReadableStream,
  { pass = identity, signal }: { readonly pass?: Pass; readonly signal?: AbortSignal | undefined } = {},
): Promise<FedEnd> {
  let all = false;
  async function* watched(chunks: AsyncIterable<string | Buffer>): AsyncGenerator<Buffer> {
    yield* pass(chunks as AsyncIterable<Buffer>);
    all = true;
  }
  const feeding = pipeline(source, watched, child.stdin, signal ? { signal } : {});
  const [fed, ended] = await Promise.allSettled([feeding, child.ended]);
  if (ended.status === 'rejected') throw ended.reason;
  return { ...ended.value, failure: all || fed.status === 'fulfilled' ? null : fed.reason };
}

/** Hands chunks on, or throws. */
export type Pass = (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

const identity: Pass = (chunks) => chunks;

function keepHead(stream: Readable, limit: number): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < limit) chunks.push(chunk.subarray(0, limit - size));
    size += chunk.length;
  });
  return () => `${Buffer.concat(chunks).toString('utf8')}${size > limit ? '\n… and more messages\n' : ''}`;
}
