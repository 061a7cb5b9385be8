import { fstatSync } from 'node:fs';
import { makePaint, wantsColour } from './output/colour.ts';
import type { Look } from './output/look.ts';
import { chooseSymbols } from './output/symbols.ts';

/** A stream that results or messages are written to. */
export type OutputStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly writableNeedDrain?: boolean;
};

/** What surrounds one call of the program: its three streams, its environment, and whether stderr is the journal. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly journal: boolean;
}

/**
 * The terminal of this process.
 *
 * Promise Writing to it never holds the program up: a terminal that takes nothing (Ctrl-S, a hanging ssh) must not keep
 *         containers down. What it does not take waits in memory.
 */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) if (stream.isTTY) neverBlock(stream);
  return { stdin, stdout, stderr, env, journal: isJournal(env['JOURNAL_STREAM'], 2) };
}

/** Source Node.js writes to a terminal with a blocking write(2), and offers no other way in its public API. */
function neverBlock(stream: object): void {
  (stream as { _handle?: { setBlocking?: (blocking: boolean) => void } })._handle?.setBlocking?.(false);
}

/**
 * Tells how text for a stream has to look.
 *
 * Promise Lines are cut only on a terminal, or when COLUMNS says so: what goes into a pipe or a file is whole.
 */
export function lookOf(stream: OutputStream, env: Terminal['env'], allowColour: boolean): Look {
  const asked = Number.parseInt(env['COLUMNS'] ?? '', 10);
  const width = stream.isTTY === true ? (stream.columns ?? 80) : Number.POSITIVE_INFINITY;
  return {
    paint: makePaint(wantsColour(stream.isTTY === true, env, allowColour)),
    symbols: chooseSymbols(env),
    width: asked > 0 ? asked : width,
    now: Date.now(),
  };
}

/** True when a file descriptor is the very stream that JOURNAL_STREAM names. Source systemd.exec(5). */
export function isJournal(journalStream: string | undefined, fd: number): boolean {
  if (journalStream === undefined) return false;
  try {
    const { dev, ino } = fstatSync(fd);
    return journalStream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
