/** An entry of a folder as kopia stores it. */
export interface StoredEntry {
  readonly name: string;
  readonly type: 'f' | 'd' | 's';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly object: string;
}

/** The tree in the repository that a restore came from; folders and files go by their objects. */
export interface StoredTree {
  readonly root: string;
  entries(folder: string): Promise<readonly StoredEntry[]>;
  /** Breaks off with an error when the content cannot be read whole. */
  content(file: string): AsyncIterable<Buffer>;
}
