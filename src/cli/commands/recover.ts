import { ERRORS } from '../../errors.ts';
import type { RecoveryReport } from '../../journal/types.ts';
import type { AddCommand } from '../command.ts';
import { recoveryText } from '../output/recovery-text.ts';
import type { Session } from '../session.ts';

/** `kopi-docka recover`: finishes what a killed run left. */
export const addRecover: AddCommand = (parent, act) => {
  parent
    .command('recover')
    .description('finish what a killed run left: bring containers back, undo half a restore')
    .action(act(runRecover));
};

async function runRecover(session: Session): Promise<number> {
  const app = await session.app();
  const report = await session.interruptible(() => app.recover());
  const result = { schema: 'kopi-docka/recover/1', exitCode: exitCodeOf(report), ...report };
  return session.outcome(result, (look) => recoveryText(report, look));
}

function exitCodeOf({ left }: RecoveryReport): number {
  if (left.some(({ container }) => container !== null)) return ERRORS.E_NOT_BACK.exit;
  return left.length === 0 ? 0 : ERRORS.E_RESTORE_UNFINISHED.exit;
}
