import type { RunEvent } from '../../events.ts';
import { printable } from '../../host/text.ts';
import { formatDuration } from './duration.ts';
import { count, formatSize } from './size.ts';

/** One event as one line. `debug` lines are only for those who asked for more. */
export interface EventLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
}

const MEMBER_WORDS = {
  'member-stopping': 'stopping',
  'member-stopped': 'stopped',
  'member-starting': 'starting',
  'member-started': 'started',
  'member-healthy': 'healthy',
} as const;

const ENDINGS = {
  success: 'done in',
  partial: 'done in part, in',
  failed: 'failed after',
  interrupted: 'interrupted after',
} as const;

/**
 * Says an event in one line of plain words.
 *
 * Promise Pure; every name is made printable. Null for ticks of progress, which only bars can show.
 */
export function eventLine(event: RunEvent): EventLine | null {
  const line = lineOf(event);
  return line === null ? null : { ...line, text: printable(line.text) };
}

function lineOf(event: RunEvent): EventLine | null {
  switch (event.type) {
    case 'run-started':
      return info(`${event.command} of ${count(event.units.length, 'unit')} begins (run ${event.runId})`);
    case 'repository-created':
      return info(`made a repository at ${event.target}; its password is in ${event.passwordFile}`);
    case 'unit-started':
      return info(`${event.unit}: begins`);
    case 'unit-ended':
      return info(
        `${event.unit}: ${ENDINGS[event.status]} ${formatDuration(event.durationMs)}${downtime(event.downtimeMs)}`,
      );
    case 'window-opened':
      return debug(`${event.unit}: the window opens`);
    case 'window-closed':
      return (event.downtimeMs === 0 ? debug : info)(`${event.unit}: down for ${formatDuration(event.downtimeMs)}`);
    case 'source-started':
      return debug(`${event.unit}: ${event.source} begins`);
    case 'source-progress':
      return null;
    case 'source-read':
      return debug(`${event.unit}: ${event.source} read, ${amount(event)}`);
    case 'source-saved':
      return info(`${event.unit}: ${event.source} saved, ${amount(event)}`);
    case 'recovered':
      return info(`recovered: ${event.what}`);
    case 'warning':
      return { level: 'warn', text: of(event.unit, `warning: ${event.warning.message}`) };
    case 'error':
      return { level: 'error', text: of(event.unit, `error: ${event.failure.message}`) };
    case 'run-ended':
      return debug(`run ${event.runId} ended with exit code ${event.exitCode}`);
    default:
      return memberLine(event);
  }
}

function memberLine(event: Extract<RunEvent, { member: string }>): EventLine {
  const text = `${event.unit}: ${event.member} ${MEMBER_WORDS[event.type]}`;
  return event.type === 'member-stopping' || event.type === 'member-starting' ? debug(text) : info(text);
}

function downtime(ms: number): string {
  return ms === 0 ? '' : `, down ${formatDuration(ms)}`;
}

function amount(event: { readonly files: number; readonly bytes: number }): string {
  return `${count(event.files, 'file')}, ${formatSize(event.bytes)}`;
}

function of(unit: string | null, text: string): string {
  return unit === null ? text : `${unit}: ${text}`;
}

function info(text: string): EventLine {
  return { level: 'info', text };
}

function debug(text: string): EventLine {
  return { level: 'debug', text };
}
