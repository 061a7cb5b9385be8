import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabEngine } from './engine.ts';
import { tools } from './tools.ts';

/** The only image of the lab: busybox and nothing else; by default it sleeps and ends at SIGTERM. */
export const LAB_IMAGE = 'kopi-docka-lab:1';

const defaults = ['CMD ["sh", "-c", "trap exit TERM; while :; do sleep 3600 & wait; done"]', 'ENV PATH=/bin'];

/** Makes the image on an engine, without any pull. Errors  Throws when the engine refuses it. */
export async function importImage(engine: LabEngine, tag: string = LAB_IMAGE): Promise<void> {
  const [repo = '', version = 'latest'] = tag.split(':');
  const root = mkdtempSync(join(tmpdir(), 'kd-image-'));
  try {
    fill(root);
    const tar = spawn('tar', ['-C', root, '-c', '--numeric-owner', '--owner=0', '--group=0', '.']);
    const changes = defaults.map((line) => `&changes=${encodeURIComponent(line)}`).join('');
    const answer = await engine.call(
      'POST',
      `/images/create?fromSrc=-&repo=${repo}&tag=${version}${changes}`,
      tar.stdout,
    );
    if (JSON.stringify(answer).includes('errorDetail')) throw new Error(`import of ${tag}: ${JSON.stringify(answer)}`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function fill(root: string): void {
  for (const folder of ['bin', 'tmp', 'etc', 'data']) mkdirSync(join(root, folder));
  copyFileSync(tools().busybox, join(root, 'bin', 'busybox'));
  const applets = execFileSync(tools().busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n');
  for (const applet of applets) if (applet !== 'busybox') symlinkSync('busybox', join(root, 'bin', applet));
}
