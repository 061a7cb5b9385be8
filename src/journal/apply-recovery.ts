import { asKopiDockaError } from '../errors.ts';
import { applyAction, type RecoveryTools } from './apply-action.ts';
import { nameOfAction } from './name-of-action.ts';
import type { RecoveryAction, RecoveryPlan } from './plan-recovery.ts';
import type { LeftOver } from './types.ts';

/**
 * Does what was planned, one act after the other.
 *
 * Shape   → what could not be done
 * Promise An act that fails does not keep the others from being done, with two exceptions: while old data could not be put
 *         back, no container is started on it and nothing is tidied up; and nothing is tidied up while the journal does not
 *         say that it was put back.
 */
export async function applyRecovery(plan: RecoveryPlan, tools: RecoveryTools): Promise<readonly LeftOver[]> {
  const left: LeftOver[] = [...plan.left];
  const failed = new Set<RecoveryAction['do']>();
  for (const action of plan.actions) {
    const unsure = failed.has('roll-back');
    if (unsure && givesBack(action))
      left.push({ ...nameOfAction(action), why: 'it was not started, because its data lies between old and new' });
    if (unsure || (failed.has('note-roll-back') && !givesBack(action))) continue;
    try {
      const what = await applyAction(action, tools);
      if (what !== null) tools.say(what);
    } catch (thrown) {
      failed.add(action.do);
      left.push({ ...nameOfAction(action), why: asKopiDockaError(thrown).message });
    }
  }
  return left;
}

function givesBack(action: RecoveryAction): boolean {
  return action.do === 'start' || action.do === 'unpause' || action.do === 'compose-up';
}
