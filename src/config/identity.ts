import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { ensureFolder, writeDurably } from '../host/files.ts';
import { parseJson } from '../host/parse-json.ts';
import type { Config } from './types.ts';

const part = z.string().regex(/^[^\s@:/\\]+$/);
const identityShape = z.object({ user: part, host: part });

/** Under whose name the snapshots of this host are kept: `user@host` in kopia's words. */
export interface Identity {
  readonly user: string;
  readonly host: string;
}

/**
 * The identity of this host: what the configuration says, else what the first run kept, else the system's names.
 *
 * Errors  E_STATE when the file of the first run is damaged.
 * Promise Writes nothing; `keepIdentity` does. Warns when the name is one that Docker made up for a container.
 * Source  Kopia takes the OS user and the lower-case host name up to its first dot; histories go on only under the same name.
 */
export function resolveIdentity(
  config: Config,
  stateDir: string,
  system: Identity = systemIdentity(),
): { readonly identity: Identity; readonly warnings: readonly Warning[] } {
  const kept = readKept(stateDir);
  const user = config.identity.user ?? kept?.user ?? system.user;
  const host = config.identity.host ?? kept?.host ?? system.host;
  const isMadeUp = config.identity.host === null && /^[0-9a-f]{12}$/.test(host);
  return { identity: { user, host }, warnings: isMadeUp ? [madeUpWarning(host)] : [] };
}

/** Who we are to the system, in kopia's form. */
export function systemIdentity(): Identity {
  const name = hostname();
  return { user: userName(), host: (name.split('.')[0] ?? name).toLowerCase() };
}

/** The name of our user; its number where the system has no name for it, as in many containers. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 0);
  }
}

/** Keeps an identity in the state folder for all later runs. Promise Does nothing when one is kept already. */
export function keepIdentity(identity: Identity, stateDir: string): void {
  if (readKept(stateDir) !== null) return;
  ensureFolder(stateDir);
  writeDurably(identityFile(stateDir), `${JSON.stringify(identity)}\n`);
}

function madeUpWarning(host: string): Warning {
  return {
    code: 'W_IDENTITY',
    message: `the backups of this host are kept under ${host}, which looks like the name of a container`,
    hint: 'Set identity.host in the config to the name of the Docker host.',
  };
}

function readKept(stateDir: string): Identity | null {
  const path = identityFile(stateDir);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new KopiDockaError('E_STATE', `${path} can not be read`, { cause });
  }
  const parsed = identityShape.safeParse(parseJson(text));
  if (!parsed.success)
    throw new KopiDockaError('E_STATE', `${path} is damaged`, {
      hint: 'Set identity.user and identity.host in the config, then remove it.',
    });
  return parsed.data;
}

function identityFile(stateDir: string): string {
  return join(stateDir, 'identity.json');
}
