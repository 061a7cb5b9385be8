import type { Readable } from 'node:stream';

/**
 * Cuts a stream at each delimiter byte and hands over the parts, without it.
 *
 * Promise No part is held longer than its call; what follows the last delimiter is handed over unless it is empty.
 */
export async function splitStream(stream: Readable, delimiter: number, onPart: (part: Buffer) => void): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = data.indexOf(delimiter); end !== -1; end = data.indexOf(delimiter, start)) {
      onPart(data.subarray(start, end));
      start = end + 1;
    }
    rest = data.subarray(start);
  }
  if (rest.length > 0) onPart(rest);
}
