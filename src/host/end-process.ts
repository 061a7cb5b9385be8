import { KopiDockaError } from '../errors.ts';
import { monotonicMs, sleep } from './clock.ts';
import { isAlive, type ProcessId } from './process-id.ts';

/** How long a process may take to end by itself, and then to be gone. */
const TERM_MS = 10_000;
const KILL_MS = 5_000;

/**
 * Ends a process, no matter whose child it is: SIGTERM, and SIGKILL when that does not end it.
 *
 * Errors  E_STATE when it is still there afterwards.
 * Promise Signals that very process and never another that has its pid by now.
 */
export async function endProcess(target: ProcessId): Promise<void> {
  if (await endsBy(target, 'SIGTERM', TERM_MS)) return;
  if (await endsBy(target, 'SIGKILL', KILL_MS)) return;
  throw new KopiDockaError('E_STATE', `process ${target.pid} does not end`);
}

async function endsBy(target: ProcessId, signal: NodeJS.Signals, patienceMs: number): Promise<boolean> {
  const start = monotonicMs();
  if (!isAlive(target)) return true;
  try {
    process.kill(target.pid, signal);
  } catch {
    return !isAlive(target);
  }
  while (isAlive(target)) {
    if (monotonicMs() - start > patienceMs) return false;
    await sleep(50);
  }
  return true;
}
