import type { DoctorReport } from '../../doctor/types.ts';
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
  const app = await session.app();
  const { runDoctor } = await import('../../doctor/report.ts');
  const report: DoctorReport = await runDoctor(app.doctor());
  session.answer(report, (look) => doctorText(report, look));
  return report.exitCode;
}
