import { composeUp } from './compose-up.ts';
import type { EngineLink } from './engine-link.ts';
import type { GiveBack } from './plan-give-back.ts';
import type { Journal, JournalRecord } from './types.ts';

/**
 * Gives one container back as planned, and notes it in the journal.
 *
 * Shape   → one line on what was done; null when there was nothing to do or to say
 * Errors  What the engine or Compose says.
 * Promise The same act for a run that ends in whatever way, and for recovery after one that died.
 */
export async function giveBack(
  act: Exclude<GiveBack, { do: 'give-up' }>,
  { link, journal }: { readonly link: EngineLink; readonly journal: Journal },
): Promise<string | null> {
  const { id, name } = act.take;
  if (act.do === 'start') await link.call((engine) => engine.start(id));
  if (act.do === 'unpause') await link.call((engine) => engine.unpause(id));
  if (act.do === 'compose-up') await composeUp(act.up, name, link);
  note(journal, { t: 'gave-back', id });
  switch (act.do) {
    case 'start':
      return `container ${name} was started again`;
    case 'unpause':
      return `container ${name} was unpaused`;
    case 'compose-up':
      return `container ${name} had been removed; Compose made it again`;
    case 'leave-alone':
      return act.why === null ? null : `container ${name} ${act.why}; it was left as it is`;
  }
}

/** Notes what was done. A full disk keeps nobody from going on: the next recovery finds the act done. */
export function note(journal: Journal, record: JournalRecord): void {
  try {
    journal.write(record);
  } catch {
    // See above.
  }
}
