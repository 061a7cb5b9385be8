import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  ftruncateSync,
  lchownSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** What a tree gets beyond files, folders and symlinks: the things that kopia alone can not hold. */
export interface TreeExtras {
  readonly xattrs?: boolean;
  readonly acls?: boolean;
  readonly capabilities?: boolean;
  readonly hardLinks?: boolean;
  readonly fifo?: boolean;
  readonly devices?: boolean;
  readonly socket?: boolean;
  readonly notUtf8?: boolean;
}

/** All of them. */
export const EVERYTHING: TreeExtras = {
  xattrs: true,
  acls: true,
  capabilities: true,
  hardLinks: true,
  fifo: true,
  devices: true,
  socket: true,
  notUtf8: true,
};

/**
 * Fills a folder with one of every kind of entry that a volume may hold; needs root.
 *
 * Promise The same tree each time, times included. Its own owner, mode and time are set too.
 */
export async function makeTree(root: string, extras: TreeExtras = {}): Promise<void> {
  mkdirSync(root, { recursive: true });
  plainFiles(root);
  oddNames(root);
  modesAndOwners(root);
  folders(root);
  symlinks(root);
  sparseFile(join(root, 'sparse'));
  deepPath(root);
  kopiaTraps(root);
  if (extras.xattrs) xattrs(root);
  if (extras.acls) acls(root);
  if (extras.capabilities) capabilities(root);
  if (extras.hardLinks) hardLinks(root);
  if (extras.fifo) fifo(root);
  if (extras.devices) devices(root);
  if (extras.socket) await socket(root);
  if (extras.notUtf8) notUtf8(root);
  chmodSync(root, 0o2751);
  chownSync(root, 999, 998);
  times(root);
}

/** Sets a modification time to the nanosecond, of the link itself when it is one. */
export function setTime(path: string, ns: bigint): void {
  const sign = ns < 0n ? '-' : '';
  const size = ns < 0n ? -ns : ns;
  const fraction = String(size % 1_000_000_000n).padStart(9, '0');
  execFileSync('touch', ['-h', '-m', '-d', `@${sign}${size / 1_000_000_000n}.${fraction}`, '--', path]);
}

function plainFiles(root: string): void {
  write(root, 'plain', 'x');
  write(root, 'empty', '');
  writeFileSync(join(root, 'megabytes'), pattern(3 * 1024 * 1024 + 17));
  write(root, '.hidden', 'dot');
}

/** Bytes that are the same each time and do not compress away. */
function pattern(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = 1;
  for (let at = 0; at < size; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

function oddNames(root: string): void {
  const names = [
    'sp ace',
    ' leading',
    'trailing ',
    'new\nline',
    'tab\there',
    'carriage\rreturn',
    '-dash',
    '--help',
    '*star',
  ];
  names.push(
    'back\\slash',
    'q"uote\'s',
    ':colon',
    '$(dollar)',
    '`tick`',
    'semi;colon',
    'uni-äöü-日本-🐳',
    '\u001b[31mred',
  );
  names.push('e\u0301-nfd', '\u00e9-nfc', 'n'.repeat(255), '{{.Name}}', '%s%n', '...', '~', '#hash#', '[glob]?');
  for (const name of names) write(root, name, name);
  mkdirSync(join(root, 'fold er\n'));
  write(root, 'fold er\n/-in side', 'in');
}

function modesAndOwners(root: string): void {
  for (const mode of [0o000, 0o4755, 0o2755, 0o6711, 0o1644, 0o600, 0o444, 0o777]) {
    const name = `mode-${mode.toString(8).padStart(4, '0')}`;
    write(root, name, name);
    chmodSync(join(root, name), mode);
  }
  for (const [uid, gid] of [
    [12345, 54321],
    [70, 70],
    [3_000_000_000, 2_500_000],
    [0, 1000],
  ] as const) {
    write(root, `owner-${uid}`, 'owned');
    chownSync(join(root, `owner-${uid}`), uid, gid);
  }
}

function folders(root: string): void {
  const made = { 'empty-folder': 0o755, sticky: 0o1777, setgid: 0o2750, closed: 0o000, 'folder-old': 0o700 };
  for (const [name, mode] of Object.entries(made)) {
    mkdirSync(join(root, name));
    if (name === 'folder-old') write(root, 'folder-old/newer-file', 'newer');
    chmodSync(join(root, name), mode);
  }
  chownSync(join(root, 'setgid'), 70, 70);
}

function symlinks(root: string): void {
  const targets = {
    relative: 'plain',
    absolute: '/etc/passwd',
    dangling: 'nowhere',
    outside: '../../../../etc',
    folder: 'sticky',
    long: 'x'.repeat(1000),
    itself: 'symlink-itself',
    newline: 'a\nb',
  };
  for (const [name, target] of Object.entries(targets)) symlinkSync(target, join(root, `symlink-${name}`));
  lchownSync(join(root, 'symlink-dangling'), 77, 78);
}

function sparseFile(path: string): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, 64 * 1024 * 1024);
  writeSync(file, 'middle', 32 * 1024 * 1024);
  writeSync(file, 'end', 64 * 1024 * 1024 - 3);
  closeSync(file);
}

function deepPath(root: string): void {
  const deep = join(root, ...Array.from({ length: 12 }, () => 'd'.repeat(100)));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'deep'), 'deep');
}

/** What makes kopia leave data out unless its policy says otherwise. */
function kopiaTraps(root: string): void {
  mkdirSync(join(root, 'cache-folder'));
  write(root, 'cache-folder/CACHEDIR.TAG', 'Signature: 8a477f597d28d172789f06886806bc55\n');
  write(root, 'cache-folder/precious', 'not a cache at all');
  write(root, '.kopiaignore', 'plain\n*.precious\n');
  write(root, 'file.precious', 'kept in spite of .kopiaignore');
}

function xattrs(root: string): void {
  write(root, 'xattr', 'x');
  mkdirSync(join(root, 'xattr-folder'));
  for (const at of ['xattr', 'xattr-folder']) {
    setXattr(join(root, at), 'user.text', 'plain words');
    setXattr(join(root, at), 'user.binary', '0x00ff0a22');
    setXattr(join(root, at), 'trusted.secret', '0x01');
  }
  setXattr(join(root, 'new\nline'), 'user.odd', 'name');
}

function acls(root: string): void {
  write(root, 'acl', 'x');
  mkdirSync(join(root, 'acl-folder'));
  execFileSync('setfacl', ['-m', 'u:1001:rw,g:1002:r', join(root, 'acl')]);
  execFileSync('setfacl', ['-m', 'u:1001:rwx', join(root, 'acl-folder')]);
  execFileSync('setfacl', ['-d', '-m', 'u:1001:rwx', join(root, 'acl-folder')]);
}

function capabilities(root: string): void {
  write(root, 'capable', '\x7fELF');
  chmodSync(join(root, 'capable'), 0o755);
  // cap_net_bind_service+ep, in the kernel's version 2 form.
  setXattr(join(root, 'capable'), 'security.capability', `0x0100000200040000${'0'.repeat(24)}`);
}

function hardLinks(root: string): void {
  write(root, 'hard-1', 'linked');
  mkdirSync(join(root, 'hard-folder'));
  linkSync(join(root, 'hard-1'), join(root, 'hard-2'));
  linkSync(join(root, 'hard-1'), join(root, 'hard-folder', 'hard-3'));
  linkSync(join(root, 'symlink-relative'), join(root, 'symlink-hard'));
}

function fifo(root: string): void {
  execFileSync('mkfifo', ['-m', '640', join(root, 'fifo')]);
}

function devices(root: string): void {
  execFileSync('mknod', ['-m', '660', join(root, 'char-device'), 'c', '1', '3']);
  execFileSync('mknod', ['-m', '640', join(root, 'block-device'), 'b', '7', '250']);
}

/** A socket outlives its server only when it has another name by then. */
async function socket(root: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(root, 'socket.new'), resolve));
  renameSync(join(root, 'socket.new'), join(root, 'socket'));
  await new Promise((resolve) => server.close(resolve));
}

function notUtf8(root: string): void {
  const name = Buffer.concat([Buffer.from(`${root}/bad-`), Buffer.from([0xff, 0xfe]), Buffer.from('-utf8')]);
  writeFileSync(name, 'named in bytes');
  mkdirSync(Buffer.concat([name, Buffer.from('-folder')]));
  writeFileSync(Buffer.concat([name, Buffer.from('-folder/inside')]), 'inside');
  symlinkSync(Buffer.from([0xfe, 0x2f, 0xff]), join(root, 'symlink-to-bytes'));
}

/** Files first, then folders from the inside out: whatever is made in a folder moves its time. */
function times(root: string): void {
  setTime(join(root, 'plain'), 1_234_567_890_123_456_789n);
  setTime(join(root, 'empty'), -4_876_543_211n);
  setTime(join(root, '.hidden'), 4_102_444_800_000_000_007n);
  setTime(join(root, 'symlink-relative'), 1_000_000_000_123_456_000n);
  setTime(join(root, 'folder-old', 'newer-file'), 1_600_000_000_000_000_001n);
  setTime(join(root, 'folder-old'), 946_684_800_000_000_123n);
  setTime(join(root, 'empty-folder'), 1_000_000_000_000_000_001n);
  setTime(join(root, 'd'.repeat(100)), 1_100_000_000_000_000_001n);
  setTime(root, 1_200_000_000_000_000_001n);
}

function write(root: string, name: string, text: string): void {
  writeFileSync(join(root, name), text);
  chmodSync(join(root, name), 0o644);
}

function setXattr(path: string, name: string, value: string): void {
  execFileSync('setfattr', ['-h', '-n', name, '-v', value, '--', path]);
}
