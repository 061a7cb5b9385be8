import { identify } from '../host/process-id.ts';
import type { SnapshotJob } from '../kopia/types.ts';
import type { RunContext } from './context.ts';

/** Journals a kopia while it lives, so that recovery can end an orphan, and cancels it when the run is aborted. */
export function followJob(job: SnapshotJob, what: string, { journal, signal }: RunContext): void {
  const cancel = () => job.cancel();
  const ended = () => {
    signal.removeEventListener('abort', cancel);
    journal.write({ t: 'child-ended', pid: job.pid });
  };
  job.saved.then(ended, ended).catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  const process = identify(job.pid);
  if (process !== null) journal.write({ t: 'child', process, what: `kopia ${what}` });
}
