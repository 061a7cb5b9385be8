import { readFileSync } from 'node:fs';
import { monotonicMs } from '../host/clock.ts';

const WORKED_BYTES = 64 * 1024;
const WORKED_TICKS = 20;
const LONGEST_PAUSE_MS = 5_000;

/** What a process has done so far, as the kernel counts it. */
interface Work {
  readonly bytes: number;
  readonly ticks: number;
}

/**
 * Watches a process and calls back once, when it has done no work for `seconds`.
 *
 * Shape   → a function that ends the watch
 * Promise Work is 64 KiB read or written anywhere, sockets included, or a fifth of a second of CPU: a hung kopia's own
 *         housekeeping stays far below, a slow line or a walk over a cold disk far above. Does not keep our process alive.
 * Source  proc(5), /proc/PID/io and /proc/PID/stat. Kopia hangs on a full disk and on a repository that was moved away; measured.
 */
export function watchStall(pid: number, seconds: number, onStall: () => void): () => void {
  let mark = readWork(pid);
  let since = monotonicMs();
  const timer = setInterval(
    () => {
      const now = readWork(pid);
      if (now.bytes - mark.bytes >= WORKED_BYTES || now.ticks - mark.ticks >= WORKED_TICKS) {
        mark = now;
        since = monotonicMs();
      } else if (monotonicMs() - since >= seconds * 1000) {
        clearInterval(timer);
        onStall();
      }
    },
    Math.min(LONGEST_PAUSE_MS, (seconds * 1000) / 4),
  );
  timer.unref();
  return () => clearInterval(timer);
}

function readWork(pid: number): Work {
  return { bytes: readBytes(pid), ticks: readTicks(pid) };
}

function readBytes(pid: number): number {
  const counters = readOrEmpty(`/proc/${pid}/io`).matchAll(/^[rw]char: (\d+)$/gm);
  return [...counters].reduce((sum, [, count]) => sum + Number(count), 0);
}

// The command name in parentheses may hold anything, so fields are counted from the last one closed.
function readTicks(pid: number): number {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
