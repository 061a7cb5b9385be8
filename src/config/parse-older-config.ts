import * as z from 'zod';
import { parseJson } from '../host/parse-json.ts';
import { validatePattern } from '../kopia/validate-pattern.ts';
import { parseIni } from './parse-ini.ts';
import { parseKopiaParams, parseRepositoryPath } from './parse-kopia-params.ts';
import { type ConfigFile, compressorSchema, retentionSchema } from './schema.ts';

/** What a config of the Python tool says, in our own form. */
export interface OlderConfig {
  readonly file: ConfigFile;
  /** True when the password stands in the file itself. */
  readonly hasInlinePassword: boolean;
  /** Kopia's own connection file has this profile's name. */
  readonly profile: string;
  /** What has no place in our configuration, by its old name. */
  readonly unmapped: readonly string[];
}

const digits = z.string().regex(/^\d+$/).transform(Number);
const number = z.union([z.number().int().nonnegative(), digits]).optional().catch(undefined);
const text = z.string().min(1).nullish().catch(undefined);

// Unknown keys are kept, so that they can be named.
const older = z.object({
  kopia: z.looseObject({
    kopia_params: text,
    repository_path: text,
    password: text,
    password_file: text,
    profile: text,
    compression: compressorSchema.nullish().catch(undefined),
    cache_directory: text,
    cache_size_mb: number,
  }),
  backup: z
    .looseObject({ stop_timeout: number, start_timeout: number, exclude_patterns: z.array(z.string()).catch([]) })
    .partial()
    .optional(),
  retention: z
    .object({ latest: number, hourly: number, daily: number, weekly: number, monthly: number, annual: number })
    .optional(),
});

// Read or deliberately dropped without a word: they never had an effect.
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  kopia: [
    ...['kopia_params', 'repository_path', 'password', 'password_file', 'profile', 'compression', 'cache_directory'],
    ...['cache_size_mb', 'encryption', 'rclone_startup_timeout'],
  ],
  backup: [
    ...['stop_timeout', 'start_timeout', 'exclude_patterns', 'base_path', 'backup_scope', 'parallel_workers'],
    ...['task_timeout', 'database_backup', 'pre_backup_hook', 'post_backup_hook'],
  ],
  retention: ['latest', 'hourly', 'daily', 'weekly', 'monthly', 'annual', 'yearly'],
};
const DEFAULT_PARAMS = 'filesystem --path /backup/kopia-repository';
const IGNORED_SECTIONS = ['version', 'docker', 'logging'];

/** True for the JSON of versions 3 to 7 and the INI of versions 2. */
export function isOlderConfig(content: string): boolean {
  return readSections(content) !== null;
}

/**
 * Reads a config of the Python tool.
 *
 * Shape   → our form; null when it is none of its configs, or names no repository that we can map
 * Promise The same repository and the same password; what could not be mapped is named, empty settings are not.
 * Source  The Python tool 2.0 to 7.9, its configuration schema.
 */
export function parseOlderConfig(content: string): OlderConfig | null {
  const sections = readSections(content);
  const parsed = older.safeParse(sections);
  if (sections === null || !parsed.success) return null;
  const { kopia, backup, retention } = parsed.data;
  const repository = mapRepository(kopia.kopia_params, kopia.repository_path);
  if (repository === null) return null;
  const excludes = backup?.exclude_patterns ?? [];
  const badExcludes = excludes.filter((pattern) => validatePattern(pattern) !== null);
  const file: ConfigFile = {
    repository: {
      url: repository.url,
      password: kopia.password_file ? { file: kopia.password_file } : undefined,
      cache: {
        directory: kopia.cache_directory ?? undefined,
        contentMb: kopia.cache_size_mb || undefined,
        metadataMb: kopia.cache_size_mb ? Math.max(50, Math.floor(kopia.cache_size_mb / 5)) : undefined,
      },
    },
    backup: {
      stopTimeout: backup?.stop_timeout,
      healthTimeout: backup?.start_timeout,
      exclude: excludes.filter((pattern) => !badExcludes.includes(pattern)),
    },
    retention: retention && retentionSchema.parse(retention),
    policy: { compression: kopia.compression ?? undefined },
  };
  return {
    file,
    hasInlinePassword: !kopia.password_file && Boolean(kopia.password),
    profile: kopia.profile ?? 'kopi-docka',
    unmapped: [
      ...repository.unmapped,
      ...badExcludes.map((pattern) => `backup.exclude_patterns ${pattern}`),
      ...unknownSettings(sections),
    ],
  };
}

/** The password that stands in a config of the Python tool; null when there is none. */
export function readInlinePassword(content: string): string | null {
  const parsed = older.safeParse(readSections(content));
  return parsed.success ? (parsed.data.kopia.password ?? null) : null;
}

function mapRepository(params: string | null | undefined, path: string | null | undefined) {
  if (path && !params) return { url: parseRepositoryPath(path), unmapped: [] };
  return parseKopiaParams(params ?? DEFAULT_PARAMS);
}

type Sections = Readonly<Record<string, unknown>>;

function readSections(content: string): Sections | null {
  const sections = content.trimStart().startsWith('{') ? parseJson(content) : parseIni(content);
  const isOlder = z.object({ kopia: z.object({}), repository: z.undefined().optional() }).safeParse(sections).success;
  return isOlder ? (sections as Sections) : null;
}

/** Settings that say something and have no place with us. */
function unknownSettings(sections: Sections): readonly string[] {
  return Object.entries(sections).flatMap(([section, settings]) => {
    if (IGNORED_SECTIONS.includes(section)) return [];
    const known = KNOWN[section];
    if (known === undefined) return saysSomething(settings) ? [section] : [];
    return Object.entries(settings as object)
      .filter(([key, value]) => !known.includes(key) && saysSomething(value))
      .map(([key]) => `${section}.${key}`);
  });
}

function saysSomething(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(saysSomething);
  return value !== null && value !== undefined && value !== '' && value !== false;
}
