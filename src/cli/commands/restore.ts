import { resolve } from 'node:path';
import { ERRORS, KopiDockaError } from '../../errors.ts';
import type { RestoreRequest } from '../../restore/types.ts';
import { askOn } from '../ask.ts';
import { collect } from '../collect.ts';
import type { AddCommand } from '../command.ts';
import { confirmPlan, requireConsent } from '../consent.ts';
import { restorePlanText } from '../output/restore-plan-text.ts';
import { restoreResultText } from '../output/restore-result-text.ts';
import { parseRestoreRequest } from '../requests/restore-request.ts';
import type { Session } from '../session.ts';
import { restoreCommandLine } from '../wizard/command-line.ts';
import { askForRestore } from '../wizard/restore-wizard.ts';

/** `kopi-docka restore [UNIT]`: asks on a terminal what is not said; does what the flags say otherwise. */
export const addRestore: AddCommand = (parent, act) => {
  parent
    .command('restore')
    .description('bring data back; asks for everything when no unit is named')
    .argument('[unit]', 'name of the unit')
    .option('--at <when>', 'latest, a time, a date, or an age such as 2d')
    .option('--previous <n>', 'so many points further back')
    .option('--point <id>', 'this very restore point, see kopi-docka list')
    .option('--host <host>', 'from the backups of another host')
    .option('--volume <name>', 'only this volume or bind (may be repeated)', collect)
    .option('--to-volume <old=new>', 'into a new volume (may be repeated)', collect)
    .option('--to-dir <dir>', 'into a folder; nothing is replaced')
    .option('--dry-run', 'show the plan and change nothing')
    .option('--yes', 'do not ask')
    .option('--no-start', 'leave containers down')
    .option('--no-create', 'restore data only; make no volume that is missing')
    .option('--no-undo', 'do not keep what is replaced')
    .action(act(runRestore));
};

async function runRestore(session: Session, [unit]: readonly unknown[], options: unknown): Promise<number> {
  const { request: said, yes } = parseRestoreRequest(unit, options);
  const guided = said.unit === null && said.point === null;
  if (guided) requireWizard(session, yes);
  if (!said.dryRun) requireConsent(session, 'restore', yes);
  const request = absolute(guided ? await askWizard(session, said) : said);
  const exitCode = await restore(session, request, yes);
  if (guided) session.say(`The same without questions:\n  ${restoreCommandLine(request)}`);
  return exitCode;
}

async function restore(session: Session, request: RestoreRequest, yes: boolean): Promise<number> {
  const manager = await (await session.app()).restore();
  if (request.dryRun) {
    const plan = await manager.plan(request);
    session.answer(plan, (look) => restorePlanText(plan, look));
    const [refusal] = plan.refusals;
    return refusal === undefined ? 0 : ERRORS[refusal.code].exit;
  }
  const result = await session.interruptible((signal) =>
    manager.run(request, { signal, confirm: confirmPlan(session, yes, restorePlanText, signal) }),
  );
  return session.outcome(result, (look) => restoreResultText(result, look));
}

async function askWizard(session: Session, base: RestoreRequest): Promise<RestoreRequest> {
  const app = await session.app();
  const here = { host: app.identity.host, now: session.out.now };
  return askForRestore(askOn(session.terminal), await app.points(), base, here);
}

/** Errors E_NO_TERMINAL when the wizard would have to ask and nobody can answer. */
function requireWizard(session: Session, yes: boolean): void {
  if (session.interactive && !yes) return;
  throw new KopiDockaError('E_NO_TERMINAL', 'restore: no unit is named, and nobody can be asked', {
    hint: 'Give the name of a unit (see kopi-docka list), and --yes.',
  });
}

function absolute(request: RestoreRequest): RestoreRequest {
  return request.toDir === null ? request : { ...request, toDir: resolve(request.toDir) };
}
