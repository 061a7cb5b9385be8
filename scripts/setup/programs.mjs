import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const systemFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** The first program of that name in PATH or a system folder; null when there is none. */
export function findProgram(name) {
  return findIn([...(process.env.PATH ?? '').split(':').filter(Boolean), ...systemFolders], name);
}

/** The first executable file of that name in the folders; null when there is none. */
export function findIn(folders, name) {
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

/**
 * Runs a program to its end and gives its output.
 *
 * Errors  Throws with the end of what it said when it fails.
 */
export function run(file, args, options = {}) {
  const result = spawnSync(file, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  if (result.error) throw result.error;
  if (result.status === 0) return result.stdout;
  const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-8).join('\n');
  throw new Error(`${[file, ...args].join(' ')} ended with ${result.status ?? result.signal}:\n${said}`);
}

/** A folder of the tools' cache, made when missing: outside this tree, in the user's cache. */
export function cacheFolder(...parts) {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(base, 'kopi-docka-tools', ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
