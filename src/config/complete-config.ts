import { type ConfigFile, retentionSchema } from './schema.ts';
import type { Config, Places, UnitRule } from './types.ts';

const HEALTH_TIMEOUT_SECONDS = 120;

/** Where a configuration came from. */
export interface ConfigOrigin {
  readonly file: string | null;
  readonly origin: Config['origin'];
}

/** Fills in every default. */
export function completeConfig(file: ConfigFile, places: Places, origin: ConfigOrigin): Config {
  const { repository = {}, identity = {}, backup = {}, policy = {} } = file;
  const { parallelism = 'auto' } = backup;
  return {
    ...origin,
    repository: {
      url: repository.url ?? `filesystem://${places.repository}`,
      password: repository.password ?? { file: places.passwordFile },
      credentials: repository.credentials ?? null,
      customCa: repository.customCa ?? null,
      cache: {
        directory: repository.cache?.directory ?? places.cache,
        contentMb: repository.cache?.contentMb ?? 5000,
        metadataMb: repository.cache?.metadataMb ?? 1000,
      },
      throttle: {
        uploadMbPerSecond: repository.throttle?.uploadMbPerSecond ?? null,
        downloadMbPerSecond: repository.throttle?.downloadMbPerSecond ?? null,
      },
    },
    identity: { user: identity.user ?? null, host: identity.host ?? null },
    backup: {
      format: backup.format ?? 'direct',
      strategy: backup.strategy ?? 'auto',
      stopTimeoutSeconds: backup.stopTimeout ?? null,
      healthTimeoutSeconds: backup.healthTimeout ?? HEALTH_TIMEOUT_SECONDS,
      exclude: backup.exclude ?? [],
      binds: backup.binds ?? true,
      strict: backup.strict ?? false,
      redactEnvironment: backup.redactEnvironment ?? false,
      parallelism: parallelism === 'auto' ? null : parallelism,
    },
    retention: file.retention ?? retentionSchema.parse({}),
    policy: {
      compression: policy.compression ?? 'zstd',
      globalPolicyFile: policy.globalPolicyFile ?? null,
      repositoryConfigFile: policy.repositoryConfigFile ?? null,
    },
    units: Object.entries(file.units ?? {}).map(([pattern, unit]) => unitRule(pattern, unit)),
    schedule: { calendar: file.schedule?.calendar ?? null },
    notifications: file.notifications ?? [],
  };
}

function unitRule(pattern: string, unit: NonNullable<ConfigFile['units']>[string]): UnitRule {
  const { stopTimeout, hooks: _hooks, volumes = {}, binds = {}, ...rest } = unit;
  return withoutUndefined({ pattern, ...rest, stopTimeoutSeconds: stopTimeout, volumes, binds }) as UnitRule;
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}
