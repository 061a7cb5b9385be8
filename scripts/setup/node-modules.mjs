import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './programs.mjs';
import { say } from './say.mjs';

const root = join(import.meta.dirname, '..', '..');

/** Runs `npm ci` unless the libraries of package-lock.json are installed. No script of any library is run. */
export function nodeModules() {
  if (isInstalled()) return say('libraries: installed');
  say('libraries: npm ci');
  run('npm', ['ci', '--ignore-scripts'], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** True when what npm last installed here is what the lock file asks for; packages for other systems may be absent. */
function isInstalled() {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  const wanted = packagesOf(join(root, 'package-lock.json'));
  return Object.entries(wanted ?? {}).every(([path, { version, optional }]) => {
    const here = installed?.[path];
    return path === '' || (here ? here.version === version : installed !== null && optional === true);
  });
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return null;
  }
}
