import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { downloadKopia } from './kopia-release.mjs';
import { cacheFolder, findProgram, run } from './programs.mjs';
import { say } from './say.mjs';

const oldest = '0.21.0';
const module = join(import.meta.dirname, '..', 'kopia');
const pinned = /github\.com\/kopia\/kopia v([\d.]+)/.exec(readFileSync(join(module, 'go.mod'), 'utf8'))[1];

/**
 * Finds kopia, or gets the version that go.mod pins: built from its module, or without Go its official release.
 *
 * Errors  Throws when KOPI_DOCKA_KOPIA names something else than a kopia of a fitting version.
 */
export async function kopia() {
  const named = process.env.KOPI_DOCKA_KOPIA;
  if (named) {
    if (!fits(named)) throw new Error(`KOPI_DOCKA_KOPIA: ${named} is no kopia ${oldest} or newer`);
    return found(named, 'from KOPI_DOCKA_KOPIA');
  }
  const cached = join(cacheFolder(`kopia-${pinned}`), 'kopia');
  const inPath = findProgram('kopia');
  if (inPath && fits(inPath)) return found(inPath, 'found');
  if (fits(cached)) return found(cached, 'cached');
  await get(cached);
  return found(cached, 'ready');
}

async function get(target) {
  const incoming = `${target}.${process.pid}`;
  const go = findProgram('go');
  try {
    if (!go) throw new Error('there is no Go');
    say(`kopia ${pinned}: building it from its Go module, about a minute`);
    build(go, incoming);
  } catch (error) {
    say(`kopia ${pinned}: ${error.message}; taking the official release`);
    await downloadKopia(pinned, incoming);
  }
  if (!fits(incoming)) throw new Error(`${incoming} does not run as kopia ${oldest} or newer`);
  renameSync(incoming, target);
}

function build(go, target) {
  const flags = `-s -w -X github.com/kopia/kopia/repo.BuildVersion=${pinned}`;
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' };
  run(go, ['build', '-trimpath', '-ldflags', flags, '-o', target, 'github.com/kopia/kopia'], { cwd: module, env });
}

function found(path, how) {
  say(`kopia ${versionOf(path)}: ${how}, ${path}`);
  return path;
}

function fits(path) {
  const version = versionOf(path);
  return version !== null && compareVersions(version, oldest) >= 0;
}

function versionOf(path) {
  try {
    return /^v?(\d+\.\d+\.\d+)/.exec(run(path, ['--version']))?.[1] ?? null;
  } catch {
    return null;
  }
}

function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  const at = left.findIndex((number, index) => number !== right[index]);
  return at < 0 ? 0 : left[at] - right[at];
}
