import { Readable } from 'node:stream';
import type { KopiaProcess } from './process.ts';

/**
 * Hands a stream to kopia as its input.
 *
 * Promise `onBroken` hears once of a stream that fails or is closed before its end, while kopia's input is still open. When
 *         kopia ends first, the stream is destroyed, so its producer ends too, and nothing is told.
 */
export function feedStream(
  stream: NodeJS.ReadableStream,
  kopia: KopiaProcess,
  onBroken: (cause: unknown) => void,
): void {
  const { stdin } = kopia;
  if (stdin === null) return;
  let isOver = false;
  const close = (cause: unknown): void => {
    if (!isOver) onBroken(cause);
    isOver = true;
  };
  stream.once('end', () => {
    isOver = true;
  });
  stream.once('error', close);
  stream.once('close', () => close(new Error('it was closed before its end')));
  kopia.ended.then(() => {
    isOver = true;
    if (stream instanceof Readable) stream.destroy();
  });
  stdin.on('error', () => {});
  stream.pipe(stdin);
}
