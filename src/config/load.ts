import { lstatSync, readFileSync, type Stats, statSync } from 'node:fs';
import { KopiDockaError } from '../errors.ts';
import { adoptOlderConfig } from './adopt-older-config.ts';
import { completeConfig } from './complete-config.ts';
import type { ConfigProblem } from './find-problems.ts';
import { listNotYet } from './list-not-yet.ts';
import { parseConfig } from './parse-config.ts';
import { isOlderConfig } from './parse-older-config.ts';
import type { ResolvedPlaces } from './places.ts';
import type { LoadedConfig } from './types.ts';

/**
 * Loads the configuration: the YAML, else that of an older version, else the defaults.
 *
 * Errors  E_CONFIG_UNREADABLE when a file is there and can not be read, or is named and not there; E_CONFIG with file, line and
 *         column when it is wrong, or when others may write to it.
 * Promise A config that exists is never replaced by defaults. KOPIA_REPOSITORY and KOPIA_PASSWORD win over any file.
 */
export function loadConfig(places: ResolvedPlaces, env: Readonly<NodeJS.ProcessEnv>): LoadedConfig {
  const loaded = loadFile(places, env);
  const { config } = loaded;
  const repository = {
    ...config.repository,
    ...(env['KOPIA_REPOSITORY'] ? { url: env['KOPIA_REPOSITORY'] } : {}),
    ...(env['KOPIA_PASSWORD'] ? { password: { env: 'KOPIA_PASSWORD' } } : {}),
  };
  return { ...loaded, config: { ...config, repository } };
}

/**
 * Checks a configuration without using it.
 *
 * Shape   → every problem of the YAML; empty when there is none, or no file
 * Errors  E_CONFIG_UNREADABLE as in `loadConfig`.
 */
export function checkConfig(places: ResolvedPlaces): readonly ConfigProblem[] {
  const text = readConfigFile(places.config, places.configIsNamed);
  if (text === null || isOlderConfig(text)) return [];
  const parsed = parseConfig(text);
  return parsed.ok ? [] : parsed.problems;
}

function loadFile(places: ResolvedPlaces, env: Readonly<NodeJS.ProcessEnv>): LoadedConfig {
  const text = readConfigFile(places.config, places.configIsNamed);
  if (text !== null)
    return isOlderConfig(text)
      ? adoptOlderConfig(text, places.config, places, env)
      : fromYaml(text, places.config, places);
  for (const path of places.olderConfigs) {
    const older = readConfigFile(path, false);
    if (older !== null) return adoptOlderConfig(older, path, places, env);
  }
  return { config: completeConfig({}, places, { file: null, origin: 'defaults' }), notYet: [], warnings: [] };
}

function fromYaml(text: string, path: string, places: ResolvedPlaces): LoadedConfig {
  const parsed = parseConfig(text);
  if (!parsed.ok) throw configError(path, parsed.problems);
  const config = completeConfig(parsed.file, places, { file: path, origin: 'yaml' });
  return { config, notYet: listNotYet(parsed.file), warnings: [] };
}

function configError(path: string, problems: readonly ConfigProblem[]): KopiDockaError {
  const [first] = problems;
  const place = first === undefined ? path : `${path}:${first.line}:${first.column}`;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new KopiDockaError('E_CONFIG', `${place}: ${first?.message ?? 'not understood'}${more}`);
}

/** The text of a config file; null when it is not there and does not have to be. */
function readConfigFile(path: string, isNamed: boolean): string | null {
  try {
    const text = readFileSync(path, 'utf8');
    assertOwn(path, statSync(path));
    return text;
  } catch (cause) {
    if (cause instanceof KopiDockaError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    if (!isNamed && (code === 'ENOENT' || code === 'ENOTDIR') && !isLink(path)) return null;
    const reason = code === 'ENOENT' ? 'is not there' : `can not be read (${code})`;
    throw new KopiDockaError('E_CONFIG_UNREADABLE', `the configuration ${path} ${reason}`, { cause });
  }
}

/** A link that leads nowhere is a config all the same: the disk that holds it may not be mounted. */
function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** Who may change the config runs commands as us. */
function assertOwn(path: string, stat: Stats): void {
  const uid = process.getuid?.() ?? 0;
  const ownGroups = [0, process.getgid?.() ?? 0];
  if (stat.uid !== 0 && stat.uid !== uid)
    throw new KopiDockaError('E_CONFIG', `${path} belongs to another user`, { hint: `chown ${uid} ${path}` });
  if (stat.mode & 0o002 || (stat.mode & 0o020 && !ownGroups.includes(stat.gid)))
    throw new KopiDockaError('E_CONFIG', `others may change ${path}`, { hint: `chmod go-w ${path}` });
}
