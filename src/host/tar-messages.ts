import { KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import type { ChildEnd } from './child.ts';
import { printable } from './text.ts';

const CHANGED =
  /: (file changed as we read it|File removed before we read it|File shrank by \d+ bytes?; padding with zeros|Cannot stat: No such file or directory)$/;
const NOT_PERMITTED = /: (Operation not permitted|Operation not supported|Not supported)$/;
const REMARK =
  /(socket ignored|Exiting with failure status due to previous errors|Removing leading|implausibly old time stamp)/;

/**
 * Says what the end of `tar --create` means.
 *
 * Shape   → one warning for all files that changed while they were read; none when nothing did
 * Errors  E_SNAPSHOT when the archive is not whole, with the first thing tar complained of; E_TOOL_MISSING when it is no GNU tar.
 * Source  GNU tar manual, "Return Values": 1 is "some files differ", 2 is fatal; 2 also for a listed file that is gone.
 */
export function judgeCreation(root: string, { exitCode, stderr }: ChildEnd): readonly Warning[] {
  const messages = messagesOf(stderr);
  const changed = messages.filter((message) => CHANGED.test(message));
  const worse = messages.find((message) => !CHANGED.test(message));
  if (exitCode === 0 || (exitCode <= 2 && changed.length > 0 && worse === undefined))
    return changed.length === 0 ? [] : [changedWarning(root, changed)];
  if (/unrecognized option|unknown option/.test(stderr))
    throw new KopiDockaError('E_TOOL_MISSING', 'GNU tar was not found');
  throw new KopiDockaError('E_SNAPSHOT', `tar could not read all of ${root}: ${worse ?? `exit ${exitCode}`}`);
}

/**
 * Says what the end of `tar --extract` means.
 *
 * Shape   → one warning for each thing that needs a right, or a file system, that is not there
 * Errors  E_NO_SPACE, E_RESTORE with the first other thing tar complained of.
 */
export function judgeExtraction({ exitCode, stderr }: ChildEnd): readonly Warning[] {
  const messages = messagesOf(stderr);
  const refused = messages.filter((message) => NOT_PERMITTED.test(message));
  const worse = messages.find((message) => !NOT_PERMITTED.test(message));
  if (exitCode !== 0 && worse?.endsWith('No space left on device')) throw new KopiDockaError('E_NO_SPACE', worse);
  if (exitCode !== 0 && (worse !== undefined || refused.length === 0))
    throw new KopiDockaError(
      'E_RESTORE',
      `the archive could not be extracted: ${worse ?? `tar ended with ${exitCode}`}`,
    );
  return refused.map((message) => ({
    code: 'W_FIDELITY',
    message: `not restored: ${message}`,
    hint: 'Restore it as root, to a file system that can hold it.',
  }));
}

function messagesOf(stderr: string): readonly string[] {
  return stderr
    .split('\n')
    .filter((line) => line !== '' && !REMARK.test(line))
    .map((line) => printable(line.replace(/^[^:]*tar: /, '')));
}

function changedWarning(root: string, messages: readonly string[]): Warning {
  const more = messages.length > 1 ? ` (and ${messages.length - 1} more)` : '';
  return {
    code: 'W_TAR_CHANGED',
    message: `${root} was written to while it was read: ${messages[0]}${more}`,
    hint: 'Keep other writers away during the backup.',
  };
}
