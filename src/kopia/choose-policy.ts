import { isDeepStrictEqual } from 'node:util';
import type { PolicySet } from './types.ts';

/** A name that no file can have. */
const NO_FILE = '//none';
const LARGE_FILE_BYTES = 2 * 1024 * 1024 * 1024;

/** What our configuration says about one source. */
export interface SourcePolicyOptions {
  /** Patterns in the syntax of .gitignore, see validatePattern. */
  readonly exclude: readonly string[];
  /** A compressor of kopia, or `none`. */
  readonly compression: string;
}

/**
 * The policy of a source in our care: keep every snapshot, leave out only what our configuration says.
 *
 * Promise Inherits nothing, neither from the repository's global policy nor from kopia's defaults: what they say about
 *         retention, excludes or largest files never loses data of ours.
 * Source  All-zero retention keeps everything; `ignoreDotFiles` as an empty list means the default, a name that no file can
 *         have disarms `.kopiaignore`. Without the defaults, large files would no longer be read in parallel. Measured.
 */
export function sourcePolicy(options: SourcePolicyOptions): Readonly<Record<string, unknown>> {
  return {
    noParent: true,
    retention: {
      keepLatest: 0,
      keepHourly: 0,
      keepDaily: 0,
      keepWeekly: 0,
      keepMonthly: 0,
      keepAnnual: 0,
      ignoreIdenticalSnapshots: false,
    },
    files: {
      ignore: options.exclude,
      ignoreDotFiles: [NO_FILE],
      ignoreCacheDirs: false,
      oneFileSystem: false,
    },
    errorHandling: { ignoreFileErrors: false, ignoreDirectoryErrors: false, ignoreUnknownTypes: true },
    scheduling: { manual: true },
    compression: { compressorName: options.compression },
    metadataCompression: { compressorName: 'zstd-fastest' },
    splitter: {},
    actions: {},
    upload: { parallelUploadAboveSize: LARGE_FILE_BYTES },
  };
}

/** True for a policy as `sourcePolicy` makes it: one of ours. */
export function isOurPolicy(policy: Readonly<Record<string, unknown>>): boolean {
  const files = policy['files'] as { readonly ignoreDotFiles?: unknown } | undefined;
  return policy['noParent'] === true && isDeepStrictEqual(files?.ignoreDotFiles, [NO_FILE]);
}

/**
 * The policies that have to be written so that the repository holds the wanted ones.
 *
 * Shape   what the repository holds, what it shall hold → the part of the second that differs
 * Promise Compares meaning, not text: an absent section is the same as an empty one.
 */
export function choosePolicyChanges(current: PolicySet, wanted: PolicySet): PolicySet {
  const changed = Object.entries(wanted).filter(
    ([target, policy]) => !isDeepStrictEqual(meaning(policy), meaning(current[target] ?? {})),
  );
  return Object.fromEntries(changed);
}

/** The same value without what says nothing: null, undefined, empty lists and empty objects, at any depth. */
function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(meaning);
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, meaning(inner)] as const)
    .filter(([, inner]) => inner !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
