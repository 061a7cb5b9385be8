import type { Warning } from '../events.ts';

/** Where a secret comes from; exactly one way. `olderConfig` names a config of an older version that holds the password itself. */
export type SecretSource =
  | { readonly file: string }
  | { readonly env: string }
  | { readonly command: string }
  | { readonly credential: string }
  | { readonly olderConfig: string };

/** All paths of this installation, resolved once from flags, environment and user (docs/contract.md §1). */
export interface Places {
  readonly config: string;
  readonly passwordFile: string;
  readonly repository: string;
  readonly state: string;
  readonly cache: string;
  readonly run: string;
}

/** A rule of `units:`; the most specific pattern that matches a unit's name wins. */
export interface UnitRule {
  readonly pattern: string;
  readonly enable?: boolean;
  readonly strategy?: 'auto' | 'stop' | 'pause' | 'warm' | 'freeze' | 'none';
  readonly format?: 'direct' | 'tar';
  readonly stopTimeoutSeconds?: number;
  readonly exclude?: readonly string[];
  readonly volumes: Readonly<
    Record<
      string,
      { readonly enable?: boolean; readonly exclude?: readonly string[]; readonly format?: 'direct' | 'tar' }
    >
  >;
  readonly binds: Readonly<Record<string, { readonly enable?: boolean; readonly exclude?: readonly string[] }>>;
  /** Project files by path; a switched-off one is neither stored nor missed. */
  readonly files?: Readonly<Record<string, { readonly enable?: boolean }>>;
}

export interface Retention {
  readonly latest: number;
  readonly hourly: number;
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
  readonly annual: number;
}

/**
 * The configuration, complete: every default filled in, durations in seconds, paths absolute.
 *
 * Promise Holds no secret, only where secrets come from.
 */
export interface Config {
  /** The file it came from; null when nothing is configured, which is a working state. */
  readonly file: string | null;
  readonly origin: 'defaults' | 'yaml' | 'python';
  readonly repository: {
    readonly url: string;
    readonly password: SecretSource;
    readonly credentials: SecretSource | null;
    readonly customCa: string | null;
    readonly cache: { readonly directory: string; readonly contentMb: number; readonly metadataMb: number };
    readonly throttle: { readonly uploadMbPerSecond: number | null; readonly downloadMbPerSecond: number | null };
  };
  /** Null parts are filled from the state folder, where the first run keeps them. */
  readonly identity: { readonly user: string | null; readonly host: string | null };
  readonly backup: {
    readonly format: 'direct' | 'tar';
    readonly strategy: 'auto' | 'stop' | 'pause' | 'warm' | 'freeze' | 'none';
    /** Null leaves the grace to each container. */
    readonly stopTimeoutSeconds: number | null;
    readonly healthTimeoutSeconds: number;
    readonly exclude: readonly string[];
    readonly binds: boolean;
    readonly strict: boolean;
    readonly redactEnvironment: boolean;
    /** How many sources of a unit are read at once; null is one a core. */
    readonly parallelism: number | null;
  };
  readonly retention: Retention;
  readonly policy: {
    readonly compression: string;
    readonly globalPolicyFile: string | null;
    readonly repositoryConfigFile: string | null;
  };
  readonly units: readonly UnitRule[];
  readonly schedule: { readonly calendar: string | null };
  readonly notifications: readonly unknown[];
}

/** The configuration, and what has to be said about it. */
export interface LoadedConfig {
  readonly config: Config;
  /** Settings that are understood but not applied by this version, by name. */
  readonly notYet: readonly string[];
  readonly warnings: readonly Warning[];
}
