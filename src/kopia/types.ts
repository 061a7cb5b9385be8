/** The kopia program that was found: its path and its version, `0.23.1`. */
export interface KopiaBinary {
  readonly path: string;
  readonly version: string;
}

/** Where the blobs of a repository lie, as kopia's connection file says it. May hold secrets. */
export interface Storage {
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Everything that kopia's connection file says: storage, cache, and who this client is. */
export interface Connection {
  readonly storage: Storage;
  readonly cache: { readonly directory: string; readonly contentMb: number; readonly metadataMb: number };
  readonly user: string;
  readonly host: string;
}

/** `user@host:path`, the identity under which kopia keeps a history. */
export interface Source {
  readonly user: string;
  readonly host: string;
  readonly path: string;
}

/** A manifest as kopia lists it, parsed; tags without their `tag:` prefix. Times RFC 3339 UTC, sizes in bytes. */
export interface Snapshot {
  readonly id: string;
  readonly source: Source;
  readonly startTime: string;
  readonly endTime: string;
  /** Absent on a complete snapshot; `canceled`, `checkpoint` or `limit reached` otherwise. */
  readonly incomplete: string | null;
  readonly root: {
    readonly type: 'd' | 'f' | 's';
    readonly name: string;
    readonly object: string;
    readonly mode: string;
  };
  readonly files: number;
  readonly bytes: number;
  readonly failedFiles: number;
  readonly ignoredErrors: number;
  readonly errors: readonly { readonly path: string; readonly error: string }[];
  readonly tags: Readonly<Record<string, string>>;
  readonly pins: readonly string[];
}

/** What to snapshot. `path` is read, `source` is the identity; with `stdin` the stream is read as one file of that name. */
export interface SnapshotRequest {
  readonly source: Source;
  readonly path: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly stdin?: { readonly fileName: string; readonly stream: NodeJS.ReadableStream };
  readonly parallel?: number;
}

/**
 * One tick of kopia's own progress text; bytes are rounded by kopia to one decimal of a unit.
 *
 * Promise `estimatedBytes` is null: kopia's estimate walks the tree a second time, inside the window.
 */
export interface SnapshotProgress {
  readonly hashedBytes: number;
  readonly cachedBytes: number;
  readonly estimatedBytes: number | null;
}

/**
 * A `kopia snapshot create` under way.
 *
 * Promise `read` settles when the last byte of the source was read (kopia's JSON line), before kopia has flushed:
 *         containers may start. `saved` settles when kopia exited; it is the same snapshot, and `newBytes` is what kopia
 *         had to read because it was new or changed. Both reject with E_SNAPSHOT (or E_REPO*, E_NO_SPACE) when kopia
 *         failed without a snapshot. A snapshot with failed files or `incomplete` resolves: the caller judges.
 *         `cancel` sends SIGTERM, SIGKILL after 10 s.
 */
export interface SnapshotJob {
  readonly pid: number;
  readonly read: Promise<Snapshot>;
  readonly saved: Promise<{ readonly snapshot: Snapshot; readonly newBytes: number }>;
  cancel(): void;
}

/** A kopia policy as JSON, keyed like `kopia policy export`: `(global)`, `user@host:/path`. */
export type PolicySet = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface RestoreRequest {
  /** A manifest ID, with an optional `/sub/path`. */
  readonly from: string;
  /** A path that does not exist yet, on the target's filesystem; its parent exists. */
  readonly to: string;
  readonly onProgress?: (doneBytes: number, totalBytes: number | null) => void;
}

export interface RepositoryStatus {
  readonly uniqueId: string;
  readonly type: string;
  readonly target: string;
  readonly user: string;
  readonly host: string;
}

/**
 * The kopia program on one repository.
 *
 * Errors  E_KOPIA_MISSING, E_KOPIA_VERSION, E_REPO_ABSENT, E_REPO_PASSWORD, E_REPO, E_REPO_READONLY, E_NO_SPACE, E_SNAPSHOT.
 * Promise No secret in argv; nothing is written to the user's home; every call passes --no-auto-maintenance.
 * Source  Kopia 0.23.1, measured; see docs/kopia.md.
 */
export interface Kopia {
  version(): Promise<string>;
  status(): Promise<RepositoryStatus>;
  /** Creates the repository with --create-only. Promise Idempotent: an own repository already there is success. */
  create(): Promise<void>;
  snapshot(request: SnapshotRequest, onProgress?: (progress: SnapshotProgress) => void): SnapshotJob;
  /** All snapshots, or those that carry all the given tags. */
  list(tags?: Readonly<Record<string, string>>): Promise<readonly Snapshot[]>;
  exportPolicies(): Promise<PolicySet>;
  importPolicies(policies: PolicySet): Promise<void>;
  /** Deletes manifests by ID; unknown IDs are an error. */
  delete(ids: readonly string[]): Promise<void>;
  /** Adds a pin to snapshots, or takes it away. Their IDs are others after it; time, tags and content stay. */
  pin(ids: readonly string[], pin: { readonly add: string } | { readonly remove: string }): Promise<void>;
  /** Whatever it wrote before a failure stays at the target. Errors: E_RESTORE, E_NO_SPACE, E_INTERRUPTED after an abort. */
  restore(request: RestoreRequest, signal?: AbortSignal): Promise<void>;
  /** The bytes of an object (`rootEntry.obj`, or an entry's). */
  show(object: string): Promise<Buffer>;
  /** The same as a stream, for tar snapshots. `done` rejects when kopia failed. */
  showStream(object: string): { readonly stream: NodeJS.ReadableStream; readonly done: Promise<void> };
  /** Reads that share of all files, through an empty cache when it is not 0. Shape: what is damaged, one line each. */
  verify(options: { readonly percent: number; readonly sources?: readonly Source[] }): Promise<readonly string[]>;
}
