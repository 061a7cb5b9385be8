import type { OutputStream } from '../terminal.ts';
import { type EventLine, eventLine } from './event-line.ts';
import type { RunListener } from './listener.ts';
import type { Look } from './look.ts';

/** Writes one line an event, with the time of day; for pipes, files, plain terminals and screen readers. */
export function progressLines(stream: OutputStream, look: Look, verbose: boolean): RunListener {
  return {
    listen: (event) => {
      const line = eventLine(event);
      if (line === null || (line.level === 'debug' && !verbose)) return;
      stream.write(`${look.paint.dim(timeOfDay(new Date()))} ${painted(line, look)}\n`);
    },
    close: () => undefined,
  };
}

function painted({ level, text }: EventLine, { paint }: Look): string {
  if (level === 'error') return paint.red(text);
  return level === 'warn' ? paint.yellow(text) : text;
}

function timeOfDay(moment: Date): string {
  return [moment.getHours(), moment.getMinutes(), moment.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
