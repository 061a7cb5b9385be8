import type { Readable } from 'node:stream';
import { KopiDockaError } from '../errors.ts';
import { printable } from '../host/text.ts';
import type { KopiaSetup } from './global-arguments.ts';
import { startKopia } from './process.ts';
import { kopiaError, runKopia } from './run-kopia.ts';

/** The bytes of one object, all at once. */
export function showObject(setup: KopiaSetup, object: string): Promise<Buffer> {
  return runKopia(setup, showArguments(object), { what: whatFor(object) });
}

/**
 * The bytes of one object as a stream.
 *
 * Promise `done` rejects when kopia failed: a stream that ends proves nothing. A stream that is destroyed ends kopia.
 */
export function showObjectStream(
  setup: KopiaSetup,
  object: string,
): { readonly stream: Readable; readonly done: Promise<void> } {
  const kopia = startKopia(setup, showArguments(object));
  kopia.stdout.once('close', () => {
    if (!kopia.stdout.readableEnded) kopia.cancel();
  });
  const done = kopia.ended.then((end) => {
    if (end.exitCode !== 0) throw kopiaError(setup, end, whatFor(object), 'E_REPO');
  });
  done.catch(() => {});
  return { stream: kopia.stdout, done };
}

function showArguments(object: string): readonly string[] {
  if (!/^[A-Za-z0-9]+(?:\/|$)/.test(object))
    throw new KopiDockaError('E_REPO', `not the ID of an object: ${printable(object)}`);
  return ['show', '--no-progress', '--', object];
}

function whatFor(object: string): string {
  return `reading ${printable(object)} from the repository`;
}
