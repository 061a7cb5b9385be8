import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import { ensureFolder, writeDurably } from '../host/files.ts';
import { withOlderRepository } from './adopt-older-config.ts';
import { formatConfig } from './format-config.ts';
import { parseOlderConfig, readInlinePassword } from './parse-older-config.ts';
import type { ConfigFile } from './schema.ts';
import type { LoadedConfig, Places } from './types.ts';

/** What `config migrate` did: `from` is left as it was and so is its own backup. */
export interface Migration {
  readonly schema: 'kopi-docka/migration/1';
  readonly from: string;
  readonly to: string;
  /** The file that a password which stood in the old config was put into; null when it has its own file. */
  readonly passwordFile: string | null;
  /** Settings that have no place here, by their old names. */
  readonly unmapped: readonly string[];
}

/**
 * Writes the configuration of the Python tool as our own YAML.
 *
 * Errors  E_USAGE when there is nothing to migrate; E_CONFIG when a configuration, or another password, is already in its place.
 * Promise Overwrites nothing. The old file stays, unchanged; from now on ours is found first.
 */
export function migrateConfig(
  loaded: LoadedConfig,
  places: Places,
  target: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Migration {
  const { origin, file: from } = loaded.config;
  if (origin !== 'python' || from === null)
    throw new KopiDockaError('E_USAGE', 'there is no configuration of an older version to migrate');
  if (existsSync(target)) throw new KopiDockaError('E_CONFIG', `${target} is already there`);
  const text = readFileSync(from, 'utf8');
  const older = parseOlderConfig(text);
  if (older === null) throw new KopiDockaError('E_CONFIG', `${from}: its repository settings were not understood`);
  const inline = older.hasInlinePassword ? readInlinePassword(text) : null;
  if (inline !== null) keepPassword(places.passwordFile, inline);
  const file = withPasswordFile(
    withOlderRepository(older, from, env).file,
    inline === null ? null : places.passwordFile,
  );
  ensureFolder(dirname(target));
  writeDurably(target, formatConfig(file, comments(from, older.unmapped)));
  return {
    schema: 'kopi-docka/migration/1',
    ...{ from, to: target, passwordFile: inline === null ? null : places.passwordFile, unmapped: older.unmapped },
  };
}

function keepPassword(path: string, password: string): void {
  if (existsSync(path)) {
    if (readFileSync(path, 'utf8').trimEnd() === password.trimEnd()) return;
    throw new KopiDockaError('E_CONFIG', `${path} is already there and holds another password`);
  }
  ensureFolder(dirname(path));
  writeDurably(path, `${password}\n`);
}

function withPasswordFile(file: ConfigFile, passwordFile: string | null): ConfigFile {
  if (passwordFile === null) return file;
  return { ...file, repository: { ...file.repository, password: { file: passwordFile } } };
}

function comments(from: string, unmapped: readonly string[]): readonly string[] {
  const lost =
    unmapped.length === 0
      ? []
      : ['', 'Settings of the old file that have no place here:', ...unmapped.map((name) => `  ${name}`)];
  return [`Configuration of kopi-docka, made from ${from}. Every setting: docs/configuration.md`, ...lost];
}
