import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';

/** Everything that can be known of one entry, as text. `hardLinks` are all paths of the tree that are the same file. */
export interface Entry {
  readonly type: string;
  readonly mode: string;
  readonly uid: string;
  readonly gid: string;
  readonly mtimeNs: string;
  readonly size?: string;
  readonly sha256?: string;
  readonly sparse?: string;
  readonly target?: string;
  readonly rdev?: string;
  readonly hardLinks?: string;
  readonly xattrs?: string;
}

/** A tree as it was at one moment. Paths are relative, one latin1 character a byte, `.` for the root. */
export type Tree = ReadonlyMap<string, Entry>;

/** Reads a whole tree, with root's rights. Errors  Throws on any entry that can not be read. */
export function scanTree(root: string): Tree {
  const xattrs = readXattrs(root);
  const found = new Map<string, { readonly entry: Entry; readonly inode: string | null }>();
  const groups = new Map<string, string[]>();
  for (const [path, stat] of walk(root)) {
    const inode = stat.isDirectory() || stat.nlink < 2n ? null : `${stat.dev}:${stat.ino}`;
    if (inode) groups.set(inode, [...(groups.get(inode) ?? []), path]);
    const attributes = xattrs.get(path);
    const entry = { ...describe(absolute(root, path), stat), ...(attributes ? { xattrs: attributes } : {}) };
    found.set(path, { entry, inode });
  }
  return new Map(
    [...found].map(([path, { entry, inode }]) => {
      const group = inode === null ? [] : (groups.get(inode) ?? []);
      return [path, group.length < 2 ? entry : { ...entry, hardLinks: group.sort().join(' = ') }];
    }),
  );
}

function* walk(root: string, path = '.'): Generator<[string, BigIntStats]> {
  const at = absolute(root, path);
  const stat = lstatSync(at, { bigint: true });
  yield [path, stat];
  if (!stat.isDirectory()) return;
  for (const name of readdirSync(at, { encoding: 'buffer' })
    .map((bytes) => bytes.toString('latin1'))
    .sort())
    yield* walk(root, path === '.' ? name : `${path}/${name}`);
}

function describe(at: Buffer, stat: BigIntStats): Entry {
  const common = {
    type: typeOf(stat),
    mode: (stat.mode & 0o7777n).toString(8),
    uid: String(stat.uid),
    gid: String(stat.gid),
    mtimeNs: String(stat.mtimeNs),
  };
  if (stat.isFile()) return { ...common, size: String(stat.size), sha256: hash(at), sparse: String(hasHoles(stat)) };
  if (stat.isSymbolicLink()) return { ...common, target: readlinkSync(at, { encoding: 'buffer' }).toString('latin1') };
  if (stat.isCharacterDevice() || stat.isBlockDevice()) return { ...common, rdev: String(stat.rdev) };
  return common;
}

function typeOf(stat: BigIntStats): string {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'folder';
  if (stat.isSymbolicLink()) return 'symlink';
  if (stat.isFIFO()) return 'fifo';
  if (stat.isSocket()) return 'socket';
  return stat.isCharacterDevice() ? 'character device' : 'block device';
}

/** Half a file in holes is sparse; a block more or less is the filesystem's affair. */
function hasHoles(stat: BigIntStats): boolean {
  return stat.blocks * 1024n < stat.size;
}

function hash(at: Buffer): string {
  const sum = createHash('sha256');
  const chunk = Buffer.allocUnsafe(1 << 20);
  const file = openSync(at, 'r');
  try {
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk))
      sum.update(chunk.subarray(0, length));
  } finally {
    closeSync(file);
  }
  return sum.digest('hex');
}

/**
 * The extended attributes of all entries that have some, by getfattr.
 *
 * Source  getfattr(1): one block an entry, `# file: PATH` with octal escapes, then `name=0xVALUE` lines.
 */
function readXattrs(root: string): ReadonlyMap<string, string> {
  const result = spawnSync('getfattr', ['-R', '-P', '-h', '-d', '-m', '-', '-e', 'hex', '--', '.'], {
    cwd: root,
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' },
  });
  if (result.status !== 0) throw new Error(`getfattr ${root}: ${result.error ?? result.stderr}`);
  const blocks = result.stdout.split('\n\n').filter((block) => block.startsWith('# file: '));
  return new Map(
    blocks.map((block) => {
      const [first = '', ...values] = block.trimEnd().split('\n');
      return [unescapeOctal(first.slice('# file: '.length)), values.sort().join(' ')];
    }),
  );
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

function absolute(root: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
}
