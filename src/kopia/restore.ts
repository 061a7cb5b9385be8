import { lstatSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import { printable } from '../host/text.ts';
import { assertManifestId } from './delete.ts';
import type { KopiaSetup } from './global-arguments.ts';
import { parseRestoreProgress } from './parse-progress.ts';
import { askKopia, kopiaError } from './run-kopia.ts';
import type { RestoreRequest } from './types.ts';

const LARGEST_SPARSE_BLOCK = 65_536;

/**
 * Restores a snapshot, or a folder or file of it, to a path that does not exist yet.
 *
 * Errors  E_RESTORE, also when something is at the target already; E_NO_SPACE; E_INTERRUPTED after an abort.
 * Promise Never writes over anything: kopia follows links that are already there. What was written before a failure stays.
 * Source  Exit 0 is not enough: `ignored N errors` means missing files. Kopia panics on sparse files when the block of the
 *         target's file system is larger than 64 KiB. Measured.
 */
export async function restoreSnapshot(setup: KopiaSetup, request: RestoreRequest, signal?: AbortSignal): Promise<void> {
  const { from, to, onProgress } = request;
  const what = `restore of ${printable(from)} to ${printable(to)}`;
  assertManifestId(from.split('/', 1)[0] ?? '');
  if (exists(to)) throw new KopiDockaError('E_RESTORE', `${what}: something is already there`);
  const answer = await askKopia(setup, restoreArguments(from, to), {
    what,
    signal,
    onRecord(record) {
      const progress = parseRestoreProgress(record);
      if (progress !== null) onProgress?.(progress.doneBytes, progress.totalBytes);
    },
  });
  const isWhole = answer.exitCode === 0 && answer.stderr.some(isClosingLine) && !answer.stderr.some(hasIgnoredErrors);
  if (!isWhole) throw kopiaError(setup, answer, what, 'E_RESTORE');
}

function restoreArguments(from: string, to: string): readonly string[] {
  return [
    'restore',
    '--mode=local',
    '--no-ignore-permission-errors',
    '--progress',
    '--progress-update-interval=300ms',
    ...(canPunchHoles(dirname(to)) ? ['--write-sparse-files'] : []),
    '--',
    from,
    to,
  ];
}

function canPunchHoles(folder: string): boolean {
  try {
    return statfsSync(folder).bsize <= LARGEST_SPARSE_BLOCK;
  } catch {
    return false;
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isClosingLine(line: string): boolean {
  return /^\s*Restored \d+ files, /.test(line);
}

function hasIgnoredErrors(line: string): boolean {
  return /ignored [1-9]\d* errors/i.test(line);
}
