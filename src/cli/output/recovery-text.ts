import { printable } from '../../host/text.ts';
import type { RecoveryReport } from '../../journal/types.ts';
import type { Look } from './look.ts';
import { notBackText } from './not-back-text.ts';
import { sections } from './paragraph.ts';

/** What recovery did, and what it had to leave, for people. */
export function recoveryText({ runs, done, left }: RecoveryReport, look: Look): string {
  if (runs.length === 0) return 'Nothing to recover: no run was cut off.';
  const containers = left.flatMap(({ container }) => (container === null ? [] : [container]));
  return sections([
    done.map((what) => `${look.symbols.ok} ${printable(what)}`).join('\n'),
    left.map(({ what, why }) => `${look.symbols.bad} ${printable(what)}: ${printable(why)}`).join('\n'),
    notBackText(containers, look),
  ]);
}
