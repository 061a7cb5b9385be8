import { readFileSync } from 'node:fs';

/** A process that can be recognised after a restart of ours: a pid alone can be another's by then. */
export interface ProcessId {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat, clock ticks since boot. */
  readonly startTicks: number;
  readonly bootId: string;
}

/** Who a pid is right now; null when there is no such process, or only its zombie. */
export function identify(pid: number): ProcessId | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command name in parentheses may hold anything, so fields are counted from the last one closed.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return {
      pid,
      startTicks: Number(fields[19]),
      bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    };
  } catch {
    return null;
  }
}

/** True while that very process lives, not merely another with its pid. */
export function isAlive(process: ProcessId): boolean {
  const now = identify(process.pid);
  return now !== null && now.startTicks === process.startTicks && now.bootId === process.bootId;
}
