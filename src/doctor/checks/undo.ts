import { listUndoRecords } from '../../journal/undo-records.ts';
import { info, ok } from '../observations.ts';
import type { Check } from '../types.ts';

/** Which restores can still be undone: the data that they replaced takes space until then. */
export const undoCheck: Check = {
  name: 'undo',
  async run({ places }) {
    const records = listUndoRecords(places.state);
    if (records.length === 0) return [ok('no restore keeps replaced data')];
    return records.map(({ id, unit, at }) =>
      info(`what the restore of ${unit} of ${at} replaced is kept, and takes space`, `kopi-docka undo ${id} --discard`),
    );
  },
};
