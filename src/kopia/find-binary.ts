import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { execa } from 'execa';
import { KopiDockaError } from '../errors.ts';
import { printable } from '../host/text.ts';
import { isSupported, parseVersion } from './parse-version.ts';
import type { KopiaBinary } from './types.ts';

const DEADLINE_MS = 20_000;

/**
 * Finds the kopia program: the one that KOPI_DOCKA_KOPIA names, else the first in PATH.
 *
 * Errors  E_KOPIA_MISSING when there is none; E_KOPIA_VERSION when it is too old, or another program of that name.
 */
export async function findKopia(env: Readonly<NodeJS.ProcessEnv>): Promise<KopiaBinary> {
  const path = env['KOPI_DOCKA_KOPIA'] ? resolve(env['KOPI_DOCKA_KOPIA']) : findInPath(env['PATH'] ?? '');
  if (path === null) throw new KopiDockaError('E_KOPIA_MISSING', 'kopia was not found in PATH');
  if (!isProgram(path)) throw new KopiDockaError('E_KOPIA_MISSING', `${path} is not a program that can be run`);
  const output = await askVersion(path);
  const version = parseVersion(output);
  if (version === null)
    throw new KopiDockaError('E_KOPIA_VERSION', `${path} is not kopia: it calls itself "${firstLine(output)}"`);
  if (!isSupported(version))
    throw new KopiDockaError('E_KOPIA_VERSION', `${path} is kopia ${version}, which is too old`);
  return { path, version };
}

function findInPath(path: string): string | null {
  const folders = path.split(delimiter).filter((folder) => folder.startsWith('/'));
  return folders.map((folder) => join(folder, 'kopia')).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function askVersion(path: string): Promise<string> {
  const result = await execa(path, ['--version'], {
    reject: false,
    extendEnv: false,
    env: { LANG: 'C.UTF-8', KOPIA_CHECK_FOR_UPDATES: 'false' },
    stdin: 'ignore',
    timeout: DEADLINE_MS,
    maxBuffer: 64 * 1024,
  });
  return String(result.stdout ?? '');
}

function firstLine(output: string): string {
  return printable(output.split('\n')[0] ?? '').slice(0, 80);
}
