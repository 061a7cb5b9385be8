import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { architecture, installPackages, mirrorOf, privateApt, unpackPackage } from './packages.mjs';
import { cacheFolder, findIn, run } from './programs.mjs';

const unpacked = 'usr/libexec/docker/cli-plugins';
const systemFolders = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];

/** The Compose v2 plugin: the one that is there, else the distribution's, else that of the next Debian, unpacked. */
export function composePlugin() {
  return process.env.KOPI_DOCKA_LAB_COMPOSE ?? find() ?? get();
}

function find() {
  const config = process.env.DOCKER_CONFIG || join(homedir(), '.docker');
  const cached = join(cacheFolder('compose'), unpacked);
  const path = findIn([join(config, 'cli-plugins'), ...systemFolders, cached], 'docker-compose');
  return path && isVersion2(path) ? path : null;
}

function get() {
  const { ID, VERSION_ID } = osRelease();
  if (ID === 'ubuntu') installPackages(['docker-compose-v2']);
  else if (ID === 'debian' && Number(VERSION_ID ?? Number.POSITIVE_INFINITY) < 13) unpackFromTrixie();
  else installPackages(['docker-compose']);
  const path = find();
  if (!path) throw new Error('no Compose v2 plugin was found or could be installed');
  return path;
}

/**
 * Debian 12 has Compose v1 only. The plugin of Debian 13 needs nothing but libc, so it is unpacked into the cache with an
 * apt state of its own, from the mirror that apt already uses.
 */
function unpackFromTrixie() {
  const folder = cacheFolder('compose');
  const list = join(folder, 'trixie.list');
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(list, `deb [arch=${architecture()} signed-by=${keyring}] ${mirrorOf('bookworm')} trixie main\n`);
  unpackPackage('docker-compose', folder, privateApt(folder, list));
}

function isVersion2(path) {
  try {
    return /^v?[2-9]/.test(run(path, ['version', '--short']));
  } catch {
    return false;
  }
}

function osRelease() {
  const lines = readFileSync('/etc/os-release', 'utf8').split('\n');
  return Object.fromEntries(
    lines.map((line) => line.split('=')).map(([key, value]) => [key, value?.replaceAll('"', '')]),
  );
}
