import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './programs.mjs';
import { say } from './say.mjs';

const servicePolicy = '/usr/sbin/policy-rc.d';
let listsAreFresh = false;

/**
 * Installs packages of the distribution.
 *
 * Errors  Throws without root, without apt, and when apt fails after several tries.
 * Promise No service is started by it, and none that it brought is enabled.
 */
export function installPackages(names) {
  const wanted = [...new Set(names)];
  if (process.getuid() !== 0) throw new Error(`these packages are needed, install them as root: ${wanted.join(' ')}`);
  say(`apt: installing ${wanted.join(' ')}`);
  withoutServices(() => apt([], ['install', '--yes', '--no-install-recommends', ...wanted]));
  if (wanted.includes('docker.io') && existsSync('/run/systemd/system'))
    spawnSync('systemctl', ['disable', '--now', 'docker.service', 'docker.socket'], { stdio: 'ignore' });
}

/** True when the distribution has such a package. */
export function packageExists(name) {
  updateLists([]);
  return spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0;
}

/** Downloads a package and unpacks it into a folder, without installing it. `options` are those of a private apt. */
export function unpackPackage(name, into, options = []) {
  say(`apt: unpacking ${name} into ${into}`);
  const folder = mkdtempSync(join(tmpdir(), 'kopi-docka-package-'));
  try {
    apt(['-o', 'APT::Sandbox::User=root', ...options], ['download', name], { cwd: folder });
    for (const file of readdirSync(folder)) run('dpkg-deb', ['-x', join(folder, file), into]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Options that give apt lists and a cache of its own below `folder` and the one source list in `list`. */
export function privateApt(folder, list) {
  const places = { 'Dir::State::lists': join(folder, 'lists'), 'Dir::Cache': join(folder, 'apt-cache') };
  mkdirSync(join(folder, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(folder, 'apt-cache', 'archives', 'partial'), { recursive: true });
  const settings = { ...places, 'Dir::Etc::sourcelist': list, 'Dir::Etc::sourceparts': '-' };
  return Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
}

/** The mirror from which apt takes the main part of a suite. Errors  Throws when it has none. */
export function mirrorOf(suite) {
  updateLists([]);
  const fields = run('apt-cache', ['policy'])
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const mirror = fields.find(([, , part, arch]) => part === `${suite}/main` && arch === architecture())?.[1];
  if (!mirror) throw new Error(`apt has no source for ${suite}/main`);
  return mirror;
}

/** What dpkg calls this machine's architecture. */
export function architecture() {
  return run('dpkg', ['--print-architecture']).trim();
}

/** Runs apt-get; when it fails, once more after each of: fresh lists, and a while in which another apt may end. */
function apt(options, command, { cwd } = {}) {
  const isPrivate = options.includes('-o') && options.some((option) => option.startsWith('Dir::State::lists'));
  if (isPrivate) updateLists(options, true);
  for (let tries = 1; ; tries += 1) {
    try {
      return aptGet([...options, ...command], cwd);
    } catch (error) {
      if (tries === 6) throw error;
      if (tries > 1) spawnSync('sleep', ['10']);
      if (!isPrivate) updateLists(options, tries > 1);
    }
  }
}

function updateLists(options, force = false) {
  if (listsAreFresh && !force) return;
  for (let tries = 1; ; tries += 1) {
    try {
      aptGet([...options, 'update']);
      break;
    } catch (error) {
      if (tries === 6) throw error;
      spawnSync('sleep', ['10']);
    }
  }
  listsAreFresh = true;
}

function aptGet(args, cwd) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  return run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], { env, cwd });
}

/** Debian's own way to install a service without starting it: a policy that says no, kept only meanwhile. */
function withoutServices(install) {
  const isOurs = !existsSync(servicePolicy);
  if (isOurs) writeFileSync(servicePolicy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    install();
  } finally {
    if (isOurs) rmSync(servicePolicy);
  }
}
