import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { completeConfig } from './complete-config.ts';
import { listNotYet } from './list-not-yet.ts';
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
  const file = withOlderRepository(older, path, env);
  const complete = completeConfig(file, places, { file: path, origin: 'python' });
  const password: SecretSource = older.hasInlinePassword ? { olderConfig: path } : complete.repository.password;
  const config = { ...complete, repository: { ...complete.repository, password } };
  return { config, notYet: listNotYet(file), warnings: older.unmapped.length > 0 ? [unmapped(path, older)] : [] };
}

/** The old settings with the repository as it is really reached and an absolute password file. Errors E_CONFIG. */
export function withOlderRepository(
  { file, profile }: OlderConfig,
  path: string,
  env: Readonly<NodeJS.ProcessEnv>,
): ConfigFile {
  const home = env['HOME'] ?? '/root';
  const { repository = {} } = file;
  const connection = join(home, '.config/kopia', `repository-${profile}.config`);
  const isLocal = repository.url?.startsWith('filesystem://') ?? true;
  const url = !isLocal && existsSync(connection) ? `kopia-config://${connection}` : repository.url;
  const { password } = repository;
  if (password === undefined || !('file' in password)) return { ...file, repository: { ...repository, url } };
  return { ...file, repository: { ...repository, url, password: { file: expandHome(password.file, path, home) } } };
}

function expandHome(file: string, config: string, home: string): string {
  const expanded = file.startsWith('~/') ? join(home, file.slice(2)) : file;
  if (!expanded.startsWith('/'))
    throw new KopiDockaError('E_CONFIG', `${config}: kopia.password_file has to be an absolute path`);
  return expanded;
}

function unmapped(path: string, older: OlderConfig): Warning {
  return {
    code: 'W_OLDER_CONFIG',
    message: `settings of ${path} that have no place here: ${older.unmapped.join(', ')}`,
    hint: 'See kopi-docka config migrate.',
  };
}
