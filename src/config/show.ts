import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describeSecret } from './secrets.ts';
import type { Config, LoadedConfig, Places, SecretSource } from './types.ts';

/** A secret as it may be shown: where it comes from, and whether something is there. */
export interface ShownSecret {
  readonly from: string | null;
  readonly value: '[SET]' | '[NOT SET]';
}

/** What `config show` prints: the configuration in effect, without any secret. */
export interface ShownConfig {
  readonly schema: 'kopi-docka/config/1';
  readonly places: Places;
  readonly config: Omit<Config, 'repository'> & {
    readonly repository: Omit<Config['repository'], 'password' | 'credentials'> & {
      readonly password: ShownSecret;
      readonly credentials: ShownSecret;
    };
  };
  /** Settings that are understood but not applied by this version. */
  readonly notApplied: readonly string[];
}

/**
 * The configuration in effect, fit to be shown.
 *
 * Promise Reads no secret and runs no command.
 */
export function showConfig(loaded: LoadedConfig, places: Places, env: Readonly<NodeJS.ProcessEnv>): ShownConfig {
  const { config, notYet } = loaded;
  const { repository, notifications } = config;
  const { config: file, passwordFile, repository: folder, state, cache, run } = places;
  return {
    schema: 'kopi-docka/config/1',
    places: { config: file, passwordFile, repository: folder, state, cache, run },
    config: {
      ...config,
      repository: {
        ...repository,
        password: showSecret(repository.password, env),
        credentials: showSecret(repository.credentials, env),
      },
      // Their urls hold tokens.
      notifications: notifications.map(() => '[SET]'),
    },
    notApplied: notYet,
  };
}

function showSecret(source: SecretSource | null, env: Readonly<NodeJS.ProcessEnv>): ShownSecret {
  if (source === null) return { from: null, value: '[NOT SET]' };
  return { from: describeSecret(source), value: isSet(source, env) ? '[SET]' : '[NOT SET]' };
}

function isSet(source: SecretSource, env: Readonly<NodeJS.ProcessEnv>): boolean {
  if ('env' in source) return Boolean(env[source.env]);
  if ('file' in source) return hasContent(source.file);
  if ('credential' in source) return hasContent(join(env['CREDENTIALS_DIRECTORY'] ?? '/nowhere', source.credential));
  return 'command' in source || hasContent(source.olderConfig);
}

function hasContent(path: string): boolean {
  try {
    return existsSync(path) && statSync(path).size > 0;
  } catch {
    return false;
  }
}
