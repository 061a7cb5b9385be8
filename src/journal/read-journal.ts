import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../host/files.ts';
import { type ParsedJournal, parseJournal } from './parse-journal.ts';

/** The journal of a run that is over. `writtenAt` is the time of its last record, in ms since 1970. */
export interface DeadJournal extends ParsedJournal {
  readonly path: string;
  readonly writtenAt: number;
}

/** The folder below the state folder that holds one file a run. */
export function journalFolder(stateFolder: string): string {
  return join(stateFolder, 'journal');
}

/**
 * The journal files of runs that have not ended, oldest name first; none when the folder is not there.
 *
 * Errors  E_PERMISSION, E_STATE when the folder can not be read.
 */
export function listJournals(stateFolder: string): readonly string[] {
  const folder = journalFolder(stateFolder);
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    return names.sort().map((name) => join(folder, name));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fileError(cause, folder);
  }
}

/** Reads one journal file. Errors as `parseJournal`, and E_PERMISSION, E_STATE when it can not be read. */
export function readJournal(path: string): DeadJournal {
  let bytes: Uint8Array;
  let writtenAt: number;
  try {
    bytes = readFileSync(path);
    writtenAt = statSync(path).mtimeMs;
  } catch (cause) {
    throw fileError(cause, path);
  }
  return { path, writtenAt, ...parseJournal(bytes, path) };
}
