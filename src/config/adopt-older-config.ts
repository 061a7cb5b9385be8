import { join } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { completeConfig } from './complete-config.ts';
import { listNotYet } from './list-not-yet.ts';
import { isRepositoryFolder, type OlderConnection, readOlderConnection } from './older-connection.ts';
import { type OlderConfig, parseOlderConfig } from './parse-older-config.ts';
import type { ConfigFile } from './schema.ts';
import type { LoadedConfig, Places, SecretSource } from './types.ts';

/**
 * Takes over the configuration of the Python tool: the same repository, password, cache and identity.
 *
 * Errors  E_CONFIG when it names no repository that we know how to reach.
 * Promise Changes nothing on disk. Where the Python tool's own kopia connection is still there, it tells how the storage is
 *         reached: only it knows the storage's credentials.
 */
export function adoptOlderConfig(
  text: string,
  path: string,
  places: Places,
  env: Readonly<NodeJS.ProcessEnv>,
): LoadedConfig {
  const older = parseOlderConfig(text);
  if (older === null)
    throw new KopiDockaError('E_CONFIG', `${path}: its repository settings were not understood`, {
      hint: `Write the repository into ${places.config}.`,
    });
  const { file, warnings } = withOlderRepository(older, path, env);
  const complete = completeConfig(file, places, { file: path, origin: 'python' });
  const password: SecretSource = older.hasInlinePassword ? { olderConfig: path } : complete.repository.password;
  const config = { ...complete, repository: { ...complete.repository, password } };
  const lost = older.unmapped.length > 0 ? [unmapped(path, older)] : [];
  return { config, notYet: listNotYet(file), warnings: [...warnings, ...lost] };
}

/**
 * The old settings with the repository and the identity as they were really used, and an absolute password file.
 *
 * Errors  E_CONFIG.
 */
export function withOlderRepository(
  { file, profile }: OlderConfig,
  path: string,
  env: Readonly<NodeJS.ProcessEnv>,
): { readonly file: ConfigFile; readonly warnings: readonly Warning[] } {
  const home = env['HOME'] ?? '/root';
  const { repository = {} } = file;
  const connection = readOlderConnection(home, profile);
  const url = chooseUrl(repository.url, connection);
  const { password } = repository;
  const identity =
    connection === null ? {} : { identity: { user: connection.user ?? undefined, host: connection.host ?? undefined } };
  const ownPassword =
    password !== undefined && 'file' in password ? { password: { file: expandHome(password.file, path, home) } } : {};
  return {
    file: { ...file, ...identity, repository: { ...repository, url, ...ownPassword } },
    warnings: isFolder(repository.url) && url !== repository.url ? [otherRepository(path, url ?? '')] : [],
  };
}

/** A repository elsewhere is reached through the connection of the Python tool: only that has the storage's credentials. */
function chooseUrl(configured: string | undefined, connection: OlderConnection | null): string | undefined {
  if (connection === null) return configured;
  const { folder, path } = connection;
  if (folder === null || !isFolder(configured)) return `kopia-config://${path}`;
  return isRepositoryFolder(folder) ? `filesystem://${folder}` : configured;
}

function isFolder(url: string | undefined): boolean {
  return url?.startsWith('filesystem://') ?? false;
}

function expandHome(file: string, config: string, home: string): string {
  const expanded = file.startsWith('~/') ? join(home, file.slice(2)) : file;
  if (!expanded.startsWith('/'))
    throw new KopiDockaError('E_CONFIG', `${config}: kopia.password_file has to be an absolute path`);
  return expanded;
}

function otherRepository(path: string, url: string): Warning {
  return {
    code: 'W_OLDER_CONFIG',
    message: `${path} names another repository than the one that was used all the time: ${url}, which is used on`,
    hint: 'Set repository.url to choose for yourself; kopi-docka config migrate writes the file for it.',
  };
}

function unmapped(path: string, older: OlderConfig): Warning {
  return {
    code: 'W_OLDER_CONFIG',
    message: `settings of ${path} that have no place here: ${older.unmapped.join(', ')}`,
    hint: 'See kopi-docka config migrate.',
  };
}
