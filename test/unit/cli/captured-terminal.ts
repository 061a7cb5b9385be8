import { PassThrough } from 'node:stream';
import type { Terminal } from '../../../src/cli/terminal.ts';

/** A terminal whose streams are kept in memory. */
export interface CapturedTerminal extends Terminal {
  readonly stdoutText: () => string;
  readonly stderrText: () => string;
}

interface Options {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly env?: Terminal['env'];
  readonly journal?: boolean;
}

/** Makes one; no terminal, no environment, unless told otherwise. */
export function capturedTerminal({
  isTTY = false,
  columns = 80,
  env = {},
  journal = false,
}: Options = {}): CapturedTerminal {
  const stdout = capture();
  const stderr = capture();
  const shape = isTTY ? { isTTY, columns, rows: 24 } : {};
  return {
    stdin: Object.assign(new PassThrough(), { isTTY }),
    stdout: Object.assign(stdout.stream, shape),
    stderr: Object.assign(stderr.stream, shape),
    env,
    journal,
    stdoutText: stdout.text,
    stderrText: stderr.text,
  };
}

function capture(): { readonly stream: PassThrough; readonly text: () => string } {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return { stream, text: () => chunks.join('') };
}
