import * as z from 'zod';
import { ERRORS } from '../../errors.ts';
import { printable } from '../../host/text.ts';
import type { UndoManager } from '../../restore/undo-manager.ts';
import { askOn } from '../ask.ts';
import type { AddCommand } from '../command.ts';
import { confirmPlan, requireConsent } from '../consent.ts';
import { undoListText, undoPlanText, undoResultText } from '../output/undo-text.ts';
import { exclude, parseOptions } from '../parse-options.ts';
import type { Session } from '../session.ts';

const schema = z.object({
  yes: z.boolean().default(false),
  list: z.boolean().default(false),
  discard: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  start: z.boolean().default(true),
});

/** `kopi-docka undo [RESTORE]`: puts back what a restore replaced, or drops it. */
export const addUndo: AddCommand = (parent, act) => {
  parent
    .command('undo')
    .description('put back what a restore replaced: the newest one when none is named')
    .argument('[restore]', 'id of the restore, see kopi-docka undo --list')
    .option('--list', 'list the restores that can be undone')
    .option('--discard', 'drop what was kept, for good, instead of putting it back')
    .option('--dry-run', 'show the plan and change nothing')
    .option('--yes', 'do not ask')
    .option('--no-start', 'leave containers down')
    .action(act(runUndo));
};

async function runUndo(session: Session, [restore]: readonly unknown[], options: unknown): Promise<number> {
  const said = parseOptions(schema, options);
  exclude('--list', said.list, '--discard', said.discard);
  exclude('--discard', said.discard, '--dry-run', said.dryRun);
  const id = z
    .string()
    .nullable()
    .parse(restore ?? null);
  if (!said.list && !said.dryRun) requireConsent(session, 'undo', said.yes);
  const manager = await (await session.app()).undo();
  if (said.list) return list(session, manager);
  if (said.discard) return discard(session, manager, id, said.yes);
  if (said.dryRun) return dryRun(session, manager, id);
  const result = await session.interruptible((signal) =>
    manager.run(id, { start: said.start }, { signal, confirm: confirmPlan(session, said.yes, undoPlanText, signal) }),
  );
  return session.outcome(result, (look) => undoResultText(result, look));
}

function list(session: Session, manager: UndoManager): number {
  const restores = manager.list();
  session.answer({ schema: 'kopi-docka/undo-list/1', restores }, (look) => undoListText(restores, look));
  return 0;
}

async function dryRun(session: Session, manager: UndoManager, id: string | null): Promise<number> {
  const plan = await manager.plan(id);
  session.answer(plan, (look) => undoPlanText(plan, look));
  const [refusal] = plan.refusals;
  return refusal === undefined ? 0 : ERRORS[refusal.code].exit;
}

async function discard(session: Session, manager: UndoManager, id: string | null, yes: boolean): Promise<number> {
  const which = id === null ? 'the newest restore' : `restore ${id}`;
  const agreed = yes || (await askOn(session.terminal).confirm(`Drop for good what ${which} has replaced?`));
  if (!agreed) return 0;
  const { unit, point, at, ...record } = await session.interruptible(() => manager.discard(id));
  const result = { schema: 'kopi-docka/undo-discard/1', exitCode: 0, id: record.id, unit, point, at };
  return session.outcome(
    result,
    () => `What restore ${printable(record.id)} of ${printable(unit)} had replaced is dropped.`,
  );
}
