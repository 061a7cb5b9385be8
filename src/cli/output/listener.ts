import type { RunEvent } from '../../events.ts';
import type { Globals } from '../globals.ts';
import type { Terminal } from '../terminal.ts';
import { journalLog } from './journal-log.ts';
import type { Look } from './look.ts';
import { progressBars } from './progress-bars.ts';
import { progressLines } from './progress-lines.ts';

/** Shows the events of a run on stderr. `close` ends the drawing; what is written next stands below it. */
export interface RunListener {
  readonly listen: (event: RunEvent) => void;
  readonly close: () => void;
}

const SILENT: RunListener = { listen: () => undefined, close: () => undefined };

/** Chooses how a run is shown: JSON log, journal lines, bars that are redrawn, one line an event, or not at all. */
export async function chooseListener(terminal: Terminal, globals: Globals, look: Look): Promise<RunListener> {
  const { stderr, env, journal } = terminal;
  if (globals.logFormat === 'json') return (await import('./json-log.ts')).jsonLog(stderr, globals);
  if (globals.quiet || globals.progress === 'none') return SILENT;
  if (journal) return journalLog(stderr, globals.verbose);
  const redraws = stderr.isTTY === true && env['TERM'] !== 'dumb' && globals.progress === 'auto' && !globals.verbose;
  return redraws ? progressBars(stderr, look) : progressLines(stderr, look, globals.verbose);
}
