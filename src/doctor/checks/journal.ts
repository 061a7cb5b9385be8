import { isAlive } from '../../host/process-id.ts';
import { needsEngine, outstanding } from '../../journal/outstanding.ts';
import { listJournals, readJournal } from '../../journal/read-journal.ts';
import { info, ok, problem, thrown, warning } from '../observations.ts';
import type { Check, Observation } from '../types.ts';

/** Whether a run was cut off and left something behind. */
export const journalCheck: Check = {
  name: 'journal',
  async run({ places }) {
    const journals = listJournals(places.state);
    return journals.length === 0 ? [ok('no run was cut off')] : journals.map(judge);
  },
};

function judge(path: string): Observation {
  try {
    const { header, records } = readJournal(path);
    const run = `a ${header.command} of ${header.at}`;
    if (isAlive(header.process)) return info(`${run} is under way`);
    const open = outstanding(records);
    const names = open.takes.map((take) => take.name).join(', ');
    const fix = 'kopi-docka recover';
    if (names !== '') return problem('E_NOT_BACK', `${run} was cut off; it had stopped ${names}`, fix);
    if (open.swaps.length > 0)
      return problem('E_RESTORE_UNFINISHED', `${run} was cut off while data was exchanged`, fix);
    return warning(`${run} was cut off; ${needsEngine(open) ? 'volumes' : 'files'} of it may be left`, fix);
  } catch (cause) {
    return thrown(cause);
  }
}
