import { readLockHolder } from '../../journal/lock-holder.ts';
import { ageText } from '../age-text.ts';
import { info, ok, warning } from '../observations.ts';
import type { Check } from '../types.ts';

const LONG_MS = 24 * 3_600_000;

/** Whether a run is under way, and for how long. */
export const lockCheck: Check = {
  name: 'lock',
  async run({ places }) {
    const holder = readLockHolder(places.run);
    if (holder === null) return [ok('no run is under way')];
    const { pid } = holder.process;
    const age = Date.now() - Date.parse(holder.since);
    const message = `${holder.what} has been under way for ${ageText(age)} (process ${pid})`;
    return [
      age > LONG_MS
        ? warning(message, `See what it waits for; kill ${pid} ends it and brings containers back.`)
        : info(message),
    ];
  },
};
