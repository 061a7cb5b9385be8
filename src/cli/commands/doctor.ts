import type { DoctorReport } from '../../doctor/types.ts';
import { asKopiDockaError, ERRORS } from '../../errors.ts';
import type { AddCommand } from '../command.ts';
import { doctorText } from '../output/doctor-text.ts';
import type { Session } from '../session.ts';

/** `kopi-docka doctor`: the health of everything. */
export const addDoctor: AddCommand = (parent, act) => {
  parent
    .command('doctor')
    .description('look at the health of everything; names the command that mends each finding')
    .action(act(runDoctorCommand));
};

async function runDoctorCommand(session: Session): Promise<number> {
  const report = await examine(session);
  session.answer(report, (look) => doctorText(report, look));
  return report.exitCode;
}

async function examine(session: Session): Promise<DoctorReport> {
  const { reportBrokenConfig, runDoctor } = await import('../../doctor/report.ts');
  try {
    return await runDoctor((await session.app()).doctor());
  } catch (cause) {
    if (asKopiDockaError(cause).exitCode === ERRORS.E_CONFIG.exit) return reportBrokenConfig(cause);
    throw cause;
  }
}
