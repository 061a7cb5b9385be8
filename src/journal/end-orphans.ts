import { readdirSync, readFileSync } from 'node:fs';
import { endProcess } from '../host/end-process.ts';
import { identify, type ProcessId } from '../host/process-id.ts';

/**
 * Ends every kopia that a dead run has started, also one that it had no time to journal.
 *
 * Shape   → their pids
 * Promise Only processes that carry the run's own id as a tag in their arguments.
 */
export async function endOrphans(runId: string): Promise<readonly number[]> {
  const orphans = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && argumentsOf(name).includes(`--tags=run_id:${runId}`))
    .map((name) => identify(Number(name)))
    .filter((process): process is ProcessId => process !== null);
  await Promise.all(orphans.map(endProcess));
  return orphans.map(({ pid }) => pid);
}

function argumentsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
