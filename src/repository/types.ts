import type { Storage } from '../kopia/types.ts';

/** A repository url, taken apart. `text` is everything between `://` and `?`. */
export interface RepositoryUrl {
  readonly scheme: string;
  readonly text: string;
  readonly parameters: URLSearchParams;
}

/** Where a repository is, in words that may be shown. `localPath` is its folder when it lies on this host. */
export interface Location {
  readonly type: string;
  readonly target: string;
  readonly localPath: string | null;
}

/** What a backend may use besides the url. `credentials` are variables by name, from the configured source or the environment. */
export interface BackendContext {
  readonly credentials: Readonly<Record<string, string | undefined>>;
  /** The text of repository.customCa, PEM. */
  readonly customCa: string | null;
  readonly home: string;
}

/** How kopia reaches a storage: its part of the connection file, and variables for kopia's environment. */
export interface StorageAccess {
  readonly storage: Storage;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * One kind of storage.
 *
 * Errors  E_CONFIG for a url of the wrong form, E_CREDENTIALS with the names of missing variables.
 * Promise A secret goes into the connection file or the environment, never anywhere else.
 */
export interface Backend {
  readonly schemes: readonly string[];
  locate(url: RepositoryUrl): Location;
  access(url: RepositoryUrl, context: BackendContext): StorageAccess;
  /** The url of a storage of this kind, without its credentials; null when the storage is of another kind. */
  toUrl(storage: Storage): string | null;
}
