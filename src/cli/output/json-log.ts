import pino from 'pino';
import { VERSION } from '../../version.ts';
import type { Globals } from '../globals.ts';
import type { OutputStream } from '../terminal.ts';
import { eventLine } from './event-line.ts';
import type { RunListener } from './listener.ts';

/** Writes each event as one line of JSON: level, time, `msg` for people, `event` with all its fields for programs. */
export function jsonLog(stream: OutputStream, { quiet, verbose }: Pick<Globals, 'quiet' | 'verbose'>): RunListener {
  const log = pino(
    {
      level: quiet ? 'warn' : verbose ? 'debug' : 'info',
      base: { tool: `kopi-docka/${VERSION}` },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  return {
    listen: (event) => {
      const line = eventLine(event);
      if (line !== null) log[line.level]({ event }, line.text);
    },
    close: () => undefined,
  };
}
