import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where all folders of the lab lie: $KOPI_DOCKA_LAB, else the system's folder for temporary files. */
export function labRoot(): string {
  const root = process.env['KOPI_DOCKA_LAB'] ?? tmpdir();
  mkdirSync(root, { recursive: true });
  return root;
}

/** Makes a fresh folder of the lab. Promise Its path is short enough for a socket inside it. */
export function freshFolder(name: string): string {
  const folder = mkdtempSync(join(labRoot(), `kd-${name.slice(0, 24)}-`));
  chmodSync(folder, 0o755);
  return folder;
}

/** Unmounts everything below a folder, innermost first, and removes the folder with any names and modes in it. */
export function removeFolder(folder: string): void {
  for (const at of mountsBelow(folder)) {
    try {
      execFileSync('umount', ['-l', at], { stdio: 'ignore' });
    } catch {
      // Already gone: unmounting an outer mount lazily takes the inner ones along.
    }
  }
  execFileSync('rm', ['-rf', '--one-file-system', '--', folder]);
}

function mountsBelow(folder: string): readonly string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => (line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_, n) => String.fromCharCode(Number(`0o${n}`))))
    .filter((at) => at === folder || at.startsWith(`${folder}/`))
    .reverse();
}
