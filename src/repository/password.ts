import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { readSecret } from '../config/secrets.ts';
import type { SecretSource } from '../config/types.ts';
import { ensureFolder, syncFolder, writeDurably } from '../host/files.ts';

const BYTES = 32;
const GENERATED = /^[A-Za-z0-9_-]{43}$/;

/** Reads the repository password from where the configuration says it is. Errors E_CREDENTIALS. */
export async function readPassword(source: SecretSource, env: Readonly<NodeJS.ProcessEnv>): Promise<string> {
  return (await readSecret(source, 'the repository password', env)).value;
}

/**
 * Makes a password where the configuration looks for one, when there is none yet.
 *
 * Errors  E_PERMISSION, E_NO_SPACE, E_STATE when it can not be kept.
 * Promise 256 random bits, mode 0600 in a folder of mode 0700, on disk when this returns: before anything depends on it. A
 *         password that is there already is left alone, as is any source but a file.
 */
export function ensurePassword(source: SecretSource): void {
  if (!('file' in source) || existsSync(source.file)) return;
  const folder = dirname(source.file);
  ensureFolder(folder);
  writeDurably(source.file, `${randomBytes(BYTES).toString('base64url')}\n`);
  syncFolder(dirname(folder));
}

/** True for a password of the form that `ensurePassword` makes. */
export function isGeneratedPassword(password: string): boolean {
  return GENERATED.test(password);
}
