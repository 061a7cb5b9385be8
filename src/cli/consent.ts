import { KopiDockaError } from '../errors.ts';
import { askOn } from './ask.ts';
import type { Look } from './output/look.ts';
import type { Session } from './session.ts';

/**
 * Makes sure, before anything begins, that somebody can be asked, or has said --yes.
 *
 * Errors  E_NO_TERMINAL; names the flag to give.
 */
export function requireConsent(session: Session, what: string, yes: boolean): void {
  if (yes || session.interactive) return;
  throw new KopiDockaError('E_NO_TERMINAL', `${what}: nobody can be asked whether to go on`, {
    hint: 'Give --yes, or --dry-run to see the plan.',
  });
}

/**
 * Makes the question that a manager asks when its plan is ready: shows the plan, then asks; with --yes it does neither.
 *
 * Promise An open question ends when the signal aborts.
 */
export function confirmPlan<Plan>(
  session: Session,
  yes: boolean,
  planText: (plan: Plan, look: Look) => string,
  signal: AbortSignal,
): (plan: Plan) => Promise<boolean> {
  return async (plan) => {
    if (yes) return true;
    session.say(planText(plan, session.err));
    return askOn(session.terminal, signal).confirm('Do this?');
  };
}
