import type { Warning } from '../events.ts';
import { printable } from '../host/text.ts';
import { nameOf } from './tree-path.ts';
import type { RawPath } from './types.ts';

/** A tool of the system is not there, so that something is not recorded, or not brought back. */
export function toolMissing(tool: string, packageName: string, what: string): Warning {
  return {
    code: 'W_FIDELITY_TOOL',
    message: `${tool} was not found: ${what} are left out`,
    hint: `Install the package ${packageName} and run it again.`,
  };
}

/** A tool could not look at some entries; its first message tells the first of them. */
export function unreadable(messages: readonly string[]): Warning {
  const more = messages.length > 1 ? ` (and ${messages.length - 1} more)` : '';
  return {
    code: 'W_FIDELITY_UNREADABLE',
    message: `not everything could be looked at: ${printable(messages[0] ?? '')}${more}`,
    hint: 'Run it as root.',
  };
}

/** Something of the record could not be brought back. */
export function notRestored(what: string, path: RawPath, why: string): Warning {
  return {
    code: 'W_FIDELITY',
    message: `${what} of ${showPath(path)} was not restored: ${printable(why)}`,
    hint: 'Restore it as root, to a file system that can hold it.',
  };
}

/** Kopia restored several entries to one name, so what lies there is a mixture of them. */
export function lostTwin(path: RawPath): Warning {
  return notRestored('the content', path, 'kopia stores another entry under the same name');
}

/** A path as text for people: one line, bytes that are no text as U+FFFD. */
export function showPath(path: RawPath): string {
  return path.length === 0 ? 'the root' : printable(path.toString('utf8'));
}

/** A name that kopia itself takes for something else. */
export function placeholderName(path: RawPath): Warning {
  return {
    code: 'W_FIDELITY_NAME',
    message: `kopia takes ${showPath(path)} for a placeholder of its own, so it may be missing in the backup`,
    hint: `Give ${printable(nameOf(path).toString('utf8'))} another name, or exclude it.`,
  };
}
