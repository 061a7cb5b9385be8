/** One line of `find`, with FIND_FORMAT. Times are as find writes them; `type` is find's own letter. */
export interface FoundEntry {
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** In units of 512 bytes. */
  readonly blocks: number;
  readonly mtime: string;
  readonly ctime: string;
  /** The file itself, whatever its name: device and inode number. */
  readonly identity: string;
  readonly links: number;
  readonly path: Buffer;
}

/** What `find -printf` is asked for. The path comes last and may hold anything but the NUL that ends it. */
export const FIND_FORMAT = '%y %m %U %G %s %b %T@ %C@ %D:%i %n %P\\0';

const FIELDS = 10;
const LONGEST_HEAD = 240;

/** Parses one record of `find`, without its NUL. */
export function parseEntry(record: Buffer): FoundEntry {
  const [type = '', mode, uid, gid, size, blocks, mtime = '', ctime = '', identity = '', links] = record
    .toString('latin1', 0, LONGEST_HEAD)
    .split(' ', FIELDS);
  return {
    type,
    mode: Number.parseInt(mode ?? '0', 8),
    uid: Number(uid),
    gid: Number(gid),
    size: Number(size),
    blocks: Number(blocks),
    mtime,
    ctime,
    identity,
    links: Number(links),
    path: record.subarray(pathOffset(record)),
  };
}

/**
 * Turns a time of find's `%T@` into nanoseconds.
 *
 * Source  find prints seconds, a dot, and nanoseconds with ten digits; before 1970 the seconds are rounded down while the
 *         nanoseconds still count up, so -1.75 s appears as -2.25 (measured with 4.9.0).
 */
export function parseFindTime(text: string): bigint {
  const [seconds = '0', fraction = ''] = text.split('.');
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

function pathOffset(record: Buffer): number {
  let offset = 0;
  for (let field = 0; field < FIELDS; field++) offset = record.indexOf(0x20, offset) + 1;
  return offset;
}
