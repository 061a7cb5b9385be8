import { readdirSync, readFileSync } from 'node:fs';

/** A process that lives now; `args` is its whole command line. */
export interface RunningProcess {
  readonly pid: number;
  readonly args: readonly string[];
}

/** All processes that pass the test, zombies left out. */
export function findProcesses(wanted: (found: RunningProcess) => boolean): readonly RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), args: argsOf(name) }))
    .filter((found) => found.args.length > 0 && wanted(found));
}

/** True when the process has this variable with this value in the environment it was started with. */
export function hasVariable(pid: number, name: string, value: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${name}=${value}`);
  } catch {
    return false;
  }
}

/** Kills a process at once; one that is gone already is fine. */
export function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function argsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}
