import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Warning } from '../events.ts';
import { formatTarEntry, tarPadding } from '../host/format-tar-entry.ts';
import { runTarEntries } from './run-tar-entries.ts';
import { storedName } from './stored-name.ts';
import { depthOf, nameOf, parentOf, siblingOf } from './tree-path.ts';
import type { FidelityRecord, RawPath, RenamedEntry } from './types.ts';
import { showPath } from './warnings.ts';

/** An entry as kopia stores it. */
export interface StoredEntry {
  readonly name: string;
  readonly type: 'f' | 'd' | 's';
  readonly mode: number;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly uid: number;
  readonly gid: number;
  readonly object: string;
}

/** The tree in the repository that a restore came from. */
export interface StoredTree {
  readonly root: string;
  entries(folder: string): Promise<readonly StoredEntry[]>;
  content(file: string): AsyncIterable<Buffer>;
  restore(folder: string, to: string): Promise<void>;
}
