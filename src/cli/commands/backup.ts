import { Option } from 'commander';
import { foldRun } from '../../backup/fold-run.ts';
import type { BackupPlan } from '../../backup/types.ts';
import { ERRORS } from '../../errors.ts';
import { collect } from '../collect.ts';
import type { AddCommand } from '../command.ts';
import { backupPlanText } from '../output/backup-plan-text.ts';
import { backupResultText } from '../output/backup-result-text.ts';
import { noticesCollector } from '../output/notices.ts';
import { formats, parseBackupRequest, strategies } from '../requests/backup-request.ts';
import type { Session } from '../session.ts';

/** `kopi-docka backup [UNIT…]`: saves units, all of them when none is named. */
export const addBackup: AddCommand = (parent, act) => {
  parent
    .command('backup')
    .description('save units: all of them when none is named')
    .argument('[unit...]', 'names of units, see kopi-docka units')
    .option('--dry-run', 'show the plan and change nothing')
    .addOption(new Option('--backup-format <format>', 'how volumes are stored').choices(formats.options))
    .addOption(new Option('--strategy <strategy>', 'how data is held still').choices(strategies.options))
    .option('--exclude <pattern>', 'leave out what matches, in every volume (may be repeated)', collect)
    .option('--no-start', 'leave stopped what the run stopped')
    .option('--accept-shrink', 'take volumes that hold much less than in the last good point for good')
    .action(act(runBackup));
};

async function runBackup(session: Session, args: readonly unknown[], options: unknown): Promise<number> {
  const request = parseBackupRequest(args[0], options);
  const collector = noticesCollector();
  session.listen(collector.listen);
  const manager = await (await session.app()).backup();
  if (request.dryRun) {
    const plan = await manager.plan(request);
    session.answer(plan, (look) => backupPlanText(plan, look));
    return exitCodeOf(plan);
  }
  const result = await session.interruptible((signal) => manager.run(request, signal));
  return session.outcome(result, (look) => backupResultText(result, collector.notices(), look));
}

/** That of the run which the plan announces, as far as it is known: refused units fail, and gaps in strict mode. */
function exitCodeOf({ units, errors }: BackupPlan): number {
  return foldRun(
    units.map(({ refused }) => (refused === null ? 0 : ERRORS[refused.code].exit)),
    errors,
  );
}
