import { randomUUID } from 'node:crypto';
import { KopiDockaError } from '../errors.ts';
import { timestamp } from '../host/clock.ts';
import { identify } from '../host/process-id.ts';
import { VERSION } from '../version.ts';
import { openJournal } from './journal.ts';
import type { Journal, JournalHeader } from './types.ts';

/** Begins the journal of a run of this process, under a new run id. Errors as openJournal: the run must not begin. */
export function beginJournal(stateFolder: string, command: JournalHeader['command'], engineId: string): Journal {
  const self = identify(process.pid);
  if (self === null) throw new KopiDockaError('E_STATE', '/proc can not be read');
  const header = {
    runId: randomUUID(),
    command,
    engineId,
    process: self,
    at: timestamp(),
    tool: `kopi-docka/${VERSION}`,
  };
  return openJournal(stateFolder, header);
}
