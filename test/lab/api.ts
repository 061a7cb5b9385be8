import { request } from 'node:http';
import type { Readable } from 'node:stream';

/** An answer of the engine; `body` is the parsed JSON, or the text when it is none. */
export interface ApiAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

/**
 * One plain call to a Docker engine, without the product's client.
 *
 * Errors  Rejects when the socket is gone or nothing comes within 60 s; an HTTP error status is an answer.
 */
export function callApi(
  socketPath: string,
  method: string,
  path: string,
  body?: Readable | object,
): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const isStream = body !== undefined && 'pipe' in body;
    const headers = { 'content-type': isStream ? 'application/x-tar' : 'application/json' };
    const outgoing = request({ socketPath, method, path, headers, timeout: 60_000, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 0, body: parseOrText(Buffer.concat(chunks).toString()) });
      });
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer within 60 s`)));
    outgoing.on('error', reject);
    if (isStream) (body as Readable).pipe(outgoing);
    else outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parseOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
