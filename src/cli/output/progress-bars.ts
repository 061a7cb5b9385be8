import type { RunEvent } from '../../events.ts';
import type { OutputStream } from '../terminal.ts';
import { eventLine } from './event-line.ts';
import type { RunListener } from './listener.ts';
import type { Look } from './look.ts';
import { advance, type ProgressState } from './progress-state.ts';
import { progressText } from './progress-text.ts';

const EVERY_MS = 100;

/**
 * Draws live bars on a terminal, a few times a second, and leaves a line behind for each unit that ended.
 *
 * Promise A terminal that does not take what is written is left alone until it does: a run never waits for it.
 */
export function progressBars(stream: OutputStream, look: Look): RunListener {
  let state: ProgressState = new Map();
  let drawn = 0;
  let timer: NodeJS.Timeout | null = null;

  const erase = (): string => (drawn === 0 ? '' : `${up(drawn)}${'\u001b[2K\n'.repeat(drawn)}${up(drawn)}`);
  const draw = (kept: string): void => {
    if (kept === '' && stream.writableNeedDrain === true) return;
    const width = (stream.columns ?? 80) - 1;
    const lines = progressText(state, Date.now(), { ...look, width }, (stream.rows ?? 24) - 1);
    stream.write(erase() + kept + lines.map((line) => `${line}\n`).join(''));
    drawn = lines.length;
  };

  return {
    listen: (event) => {
      state = advance(state, event, Date.now());
      timer ??= setInterval(draw, EVERY_MS, '').unref();
      if (isKept(event)) draw(`${keptLine(event, look)}\n`);
    },
    close: () => {
      if (timer === null) return;
      clearInterval(timer);
      timer = null;
      stream.write(erase());
      drawn = 0;
    },
  };
}

function up(lines: number): string {
  return `\u001b[${lines}A`;
}

/** What stays on the screen; warnings of a unit stand in the result that follows. */
function isKept(event: RunEvent): boolean {
  if (event.type === 'warning') return event.unit === null;
  return event.type === 'unit-ended' || event.type === 'recovered' || event.type === 'error';
}

function keptLine(event: RunEvent, { symbols }: Look): string {
  const text = eventLine(event)?.text ?? '';
  if (event.type === 'error') return `${symbols.bad} ${text}`;
  if (event.type !== 'unit-ended') return `${symbols.working} ${text}`;
  return `${event.status === 'success' ? symbols.ok : symbols.bad} ${text}`;
}
