import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeBridges } from './bridges.ts';
import { freshFolder, labRoot, removeFolder } from './folders.ts';
import { findProcesses, killNow } from './processes.ts';

const ownerFile = 'owner';

/**
 * Makes the one folder in which a whole run of tests has everything, and points the lab to it.
 *
 * Promise What a run that was killed left behind, its engines too, is ended and removed first; runs that live are let be.
 */
export function openLab(): string {
  for (const name of readdirSync(labRoot()).filter((entry) => entry.startsWith('kd-lab-'))) {
    const folder = join(labRoot(), name);
    if (isDead(folder)) closeLab(folder);
  }
  const lab = freshFolder('lab');
  writeFileSync(join(lab, ownerFile), `${process.pid} ${startOf(process.pid)}`);
  process.env['KOPI_DOCKA_LAB'] = lab;
  return lab;
}

/** Ends every process that names the folder in its arguments, and removes the folder and the bridges of its engines. */
export function closeLab(lab: string): void {
  for (const { pid } of findProcesses(({ args }) => args.some((arg) => arg.includes(`${lab}/`)))) killNow(pid);
  for (const name of readdirSync(lab)) removeBridges(join(lab, name, 'data'));
  removeFolder(lab);
}

function isDead(lab: string): boolean {
  const owner = join(lab, ownerFile);
  if (!existsSync(owner)) return false;
  const [pid, start] = readFileSync(owner, 'utf8').split(' ');
  return startOf(Number(pid)) !== start;
}

/** When a process started, in clock ticks since boot; the empty string when there is none. */
function startOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
