import type { OutputStream } from '../terminal.ts';
import { type EventLine, eventLine } from './event-line.ts';
import type { RunListener } from './listener.ts';

const PRIORITY: Readonly<Record<EventLine['level'], number>> = { error: 3, warn: 4, info: 6, debug: 7 };

/** Writes each event as a line of the systemd journal: priority first, no time. Source sd-daemon(3), `<N>` prefixes. */
export function journalLog(stream: OutputStream, verbose: boolean): RunListener {
  return {
    listen: (event) => {
      const line = eventLine(event);
      if (line !== null && (verbose || line.level !== 'debug')) stream.write(`<${PRIORITY[line.level]}>${line.text}\n`);
    },
    close: () => undefined,
  };
}
