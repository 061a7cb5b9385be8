import { isAscii, isUtf8 } from 'node:buffer';
import { pairTwins } from './pair-twins.ts';
import { type FoundEntry, parseFindTime } from './parse-entry.ts';
import type { FidelityRecord, RawPath, RootEntry, SpecialEntry, TimedEntry } from './types.ts';

/** What one walk of a tree tells: everything of a record but attributes and warnings. */
export interface Collected extends Omit<FidelityRecord, 'version' | 'attributes' | 'warnings'> {
  /** Names that kopia takes for its own placeholders. */
  readonly placeholders: readonly RawPath[];
}

/** What the walk cannot tell by itself. `exactTime` is asked for times before 1970, `deviceNumber` for device nodes. */
export interface Lookups {
  exactTime(path: RawPath): bigint;
  deviceNumber(path: RawPath): { readonly major: number; readonly minor: number };
}

const SPECIAL_TYPES: Readonly<Record<string, SpecialEntry['type']>> = { p: 'fifo', c: 'character', b: 'block' };
const BLOCK = 512;
const SMALLEST_HOLE = 4096;
const PLACEHOLDER = Buffer.from('.kopia-entry');
const REPLACEMENT = Buffer.from('\ufffd');

/**
 * Gathers the exceptional entries of a walk, one by one.
 *
 * Promise Ordinary files cost nothing but their count. Symlinks are listed only where microseconds do not tell their time.
 */
export class EntryCollector {
  readonly #lookups: Lookups;
  #root: RootEntry = { type: 'directory', mode: 0, uid: 0, gid: 0, mtimeNs: 0n };
  #counts = { files: 0, directories: 0, symlinks: 0, bytes: 0 };
  #newestCtime = '';
  readonly #directories: TimedEntry[] = [];
  readonly #symlinks: TimedEntry[] = [];
  readonly #special: SpecialEntry[] = [];
  readonly #sockets: RawPath[] = [];
  readonly #sparse: TimedEntry[] = [];
  readonly #linked = new Map<string, RawPath[]>();
  readonly #renamed: RawPath[] = [];
  readonly #placeholders: RawPath[] = [];

  constructor(lookups: Lookups) {
    this.#lookups = lookups;
  }

  add(entry: FoundEntry): void {
    if (isLater(entry.ctime, this.#newestCtime)) this.#newestCtime = entry.ctime;
    if (entry.path.length === 0) this.#addRoot(entry);
    else this.#addNames(entry);
    if (entry.type === 'f') this.#addFile(entry);
    else if (entry.type === 'd') this.#addDirectory(entry);
    else if (entry.type === 'l') this.#addSymlink(entry);
    else if (entry.type === 's') this.#sockets.push(copy(entry.path));
    else this.#addSpecial(entry);
  }

  finish(): Collected {
    return {
      root: this.#root,
      counts: this.#counts,
      newestCtimeNs: parseFindTime(this.#newestCtime || '0'),
      directories: this.#directories,
      symlinks: this.#symlinks,
      hardLinks: [...this.#linked.values()].filter((names) => names.length > 1),
      special: this.#special,
      sockets: this.#sockets,
      renamed: pairTwins(this.#renamed),
      sparse: this.#sparse,
      placeholders: this.#placeholders,
    };
  }

  #addRoot(entry: FoundEntry): void {
    const { mode, uid, gid } = entry;
    this.#root = { type: entry.type === 'd' ? 'directory' : 'file', mode, uid, gid, mtimeNs: this.#time(entry) };
  }

  #addNames({ type, path, links, identity }: FoundEntry): void {
    if (links > 1 && type !== 'd') {
      const names = this.#linked.get(identity);
      if (names) names.push(copy(path));
      else this.#linked.set(identity, [copy(path)]);
    }
    if (path.subarray(-PLACEHOLDER.length).equals(PLACEHOLDER)) this.#placeholders.push(copy(path));
    if (isAscii(path)) return;
    const name = path.subarray(path.lastIndexOf(0x2f) + 1);
    if (!isUtf8(name) || name.includes(REPLACEMENT)) this.#renamed.push(copy(path));
  }

  #addFile(entry: FoundEntry): void {
    this.#counts.files++;
    this.#counts.bytes += entry.size;
    if (entry.size - entry.blocks * BLOCK < SMALLEST_HOLE) return;
    this.#sparse.push({ path: copy(entry.path), mtimeNs: this.#time(entry) });
  }

  #addDirectory(entry: FoundEntry): void {
    this.#counts.directories++;
    if (entry.path.length > 0) this.#directories.push({ path: copy(entry.path), mtimeNs: this.#time(entry) });
  }

  #addSymlink(entry: FoundEntry): void {
    this.#counts.symlinks++;
    const mtimeNs = this.#time(entry);
    if (mtimeNs % 1000n !== 0n) this.#symlinks.push({ path: copy(entry.path), mtimeNs });
  }

  #addSpecial(entry: FoundEntry): void {
    const type = SPECIAL_TYPES[entry.type];
    if (type === undefined) return;
    const device = type === 'fifo' ? { major: 0, minor: 0 } : this.#lookups.deviceNumber(entry.path);
    const { mode, uid, gid } = entry;
    this.#special.push({ path: copy(entry.path), type, mode, uid, gid, mtimeNs: this.#time(entry), ...device });
  }

  #time({ mtime, path }: FoundEntry): bigint {
    return mtime.startsWith('-') ? this.#lookups.exactTime(path) : parseFindTime(mtime);
  }
}

/** Times as find writes them, both after 1970. */
function isLater(a: string, b: string): boolean {
  return a.length > b.length || (a.length === b.length && a > b);
}

/** A part of the walk's output lives only as long as its call. */
function copy(path: Buffer): Buffer {
  return Buffer.from(path);
}
