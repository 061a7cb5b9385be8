import { expect, test } from 'vitest';
import { formatTarEntry, TAR_END, type TarEntry, tarPadding } from '../../../src/host/format-tar-entry.ts';
import { TarChecker } from '../../../src/host/tar-checker.ts';

const entry = (type: TarEntry['type'], path: string, rest: Partial<TarEntry> = {}): Buffer =>
  formatTarEntry({ type, path: Buffer.from(path, 'latin1'), mode: 0o644, uid: 0, gid: 0, mtimeNs: 1n, ...rest });
const file = (path: string, content = ''): Buffer =>
  Buffer.concat([entry('file', path, { size: content.length }), Buffer.from(content), tarPadding(content.length)]);
/** An empty file without a pax header of its own. */
const plain = (path: string): Buffer => entry('file', path).subarray(-512);
const symlink = (path: string, target: string): Buffer => entry('symlink', path, { target: Buffer.from(target) });
const hardLink = (path: string, target: string): Buffer => entry('hard-link', path, { target: Buffer.from(target) });
const folder = (path: string): Buffer => entry('directory', path);
const end = TAR_END;

/** What the checker says of an archive, fed in pieces of this size. */
function check(parts: readonly Buffer[], piece = 1 << 20): string {
  const archive = Buffer.concat(parts);
  const checker = new TarChecker();
  try {
    for (let at = 0; at < archive.length; at += piece) checker.add(archive.subarray(at, at + piece));
    checker.end();
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
}

/** The plain header at the end of an entry, changed and with its checksum made right again. */
function patched(block: Buffer, change: (header: Buffer) => void): Buffer {
  const copy = Buffer.from(block);
  const header = copy.subarray(copy.length - 512);
  change(header);
  header.fill(0x20, 148, 156);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    'latin1',
  );
  return copy;
}

const harmless = [
  folder('./'),
  folder('./a'),
  file('./a/b', 'content'),
  symlink('./a/absolute', '/etc/passwd'),
  symlink('./a/up', '../../..'),
  hardLink('./a/c', './a/b'),
  file(`./a/${'n'.repeat(200)}`, 'x'.repeat(1500)),
  end,
];

test.each([1, 7, 511, 512, 513, 1 << 20])('an archive is accepted in pieces of %i bytes', (piece) => {
  expect(check(harmless, piece)).toBe('accepted');
});

test('zeros after the end are accepted', () => {
  expect(check([...harmless, Buffer.alloc(8192)])).toBe('accepted');
});

test.each<[string, readonly Buffer[], string]>([
  ['a path that goes up', [file('a/../../x')], 'a path that goes up: a/../../x'],
  ['an absolute path', [file('/etc/x')], 'an absolute path: /etc/x'],
  ['a long path that goes up', [file(`${'a/'.repeat(80)}${'../'.repeat(90)}x`)], 'a path that goes up: '],
  ['a file below a symbolic link', [symlink('l', '/etc'), file('l/x')], 'an entry below a symbolic link: l/x'],
  ['the same by other spelling', [symlink('./l/', 'e'), file('l//./x')], 'an entry below a symbolic link: l/x'],
  [
    'a folder in the place of a link',
    [symlink('l', '/etc'), folder('l')],
    'an entry in the place of a symbolic link: l',
  ],
  ['a deep file below a link', [symlink('a/l', '..'), file('a/l/b/c/d')], 'an entry below a symbolic link: a/l/b/c/d'],
  ['a hard link out of it', [hardLink('h', '/etc/shadow')], 'an absolute path: /etc/shadow'],
  ['a hard link that goes up', [hardLink('h', '../shadow')], 'a path that goes up: ../shadow'],
  [
    'a hard link through a link',
    [symlink('l', '/etc'), hardLink('h', 'l/shadow')],
    'an entry below a symbolic link: l/shadow',
  ],
  [
    'a file below a second name of a link',
    [symlink('l', '/etc'), hardLink('m', 'l'), file('m/x')],
    'an entry below a symbolic link: m/x',
  ],
  [
    'a device below a link',
    [symlink('l', '/dev'), entry('character', 'l/x', { major: 1, minor: 3 })],
    'an entry below a symbolic link: l/x',
  ],
])('%s is refused', (_, parts, message) => {
  const said = check([...parts, end]);
  expect(said).toContain('the archive was refused, it holds ');
  expect(said).toContain(message);
});

test.each<[string, readonly Buffer[], string]>([
  ['cut short in a header', [file('a', 'x').subarray(0, 700)], 'it ends too early'],
  ['cut short in a content', [file('a', 'x'.repeat(5000)).subarray(0, -4096)], 'it ends too early'],
  ['without its end', [file('a', 'x')], 'it ends too early'],
  ['with half an end', [file('a', 'x'), Buffer.alloc(512)], 'it ends too early'],
  ['that is empty', [], 'it ends too early'],
  ['that goes on after its end', [end, file('a')], 'something follows its end'],
  ['that is none', [Buffer.alloc(1024, 'x')], 'a number that is none'],
  ['with a wrong checksum', [Buffer.from(file('a')).fill(0x41, 1024, 1030), end], 'a header with a wrong checksum'],
  [
    'with an unknown entry',
    [patched(file('a'), (header) => header.write('M', 156)), end],
    'an entry of the unknown type M',
  ],
  [
    'with a folder that has content',
    [patched(folder('a'), (header) => header.write('00000001000', 124)), end],
    'a link, folder or device with content',
  ],
  [
    'with an impossible size',
    [patched(file('a'), (header) => header.fill(0xff, 124, 136)), end],
    'a size beyond all files',
  ],
  [
    'with a header for all entries',
    [patched(pax('path=x'), (header) => header.write('g', 156)), paxBody('path=x'), end],
    'a header for all entries',
  ],
  ['with a NUL in a name', [paxEntry('path=s\0zz'), plain('a'), end], 'a name with a NUL in it'],
  [
    'with a pax record of a wrong length',
    [pax('x'), padded(Buffer.from('99 path=a\n')), plain('a'), end],
    'a pax record of a wrong length',
  ],
  ['with two headers of one kind', [paxEntry('path=a'), file('a'), end], 'two headers of one kind for one entry'],
  ['with two names for one entry', [gnuName('b'), paxEntry('path=c'), plain('a'), end], 'an entry with two names'],
])('an archive %s is found damaged', (_, parts, message) => {
  expect(check(parts)).toBe(`the archive is damaged: ${message}`);
});

test('the name in a pax header counts, not the one it stands for', () => {
  expect(check([paxEntry('path=../x'), plain('harmless'), end])).toContain('a path that goes up: ../x');
  expect(check([paxEntry('GNU.sparse.name=/etc/x'), plain('harmless'), end])).toContain('an absolute path: /etc/x');
  expect(check([gnuName('../x'), plain('harmless'), end])).toContain('a path that goes up: ../x');
});

test('the size in a pax header counts', () => {
  const content = Buffer.alloc(1024, 'x');
  expect(check([paxEntry('size=1024'), plain('a'), content, end])).toBe('accepted');
});

function padded(body: Buffer): Buffer {
  return Buffer.concat([body, tarPadding(body.length)]);
}

function recordOf(text: string): Buffer {
  return Buffer.from(`${text.length + 4} ${text}\n`, 'latin1');
}

/** A pax header whose body, of the length of this record's, follows. */
function pax(text: string): Buffer {
  const length = Math.max(recordOf(text).length, 10);
  return patched(entry('file', 'pax', { size: length }).subarray(-512), (header) => header.write('x', 156));
}

function paxBody(text: string): Buffer {
  return padded(recordOf(text));
}

function paxEntry(text: string): Buffer {
  return Buffer.concat([pax(text), paxBody(text)]);
}

/** GNU tar's own way to write a long name. */
function gnuName(name: string): Buffer {
  const body = Buffer.from(`${name}\0`, 'latin1');
  const header = patched(entry('file', '././@LongLink', { size: body.length }).subarray(-512), (block) =>
    block.write('L', 156),
  );
  return Buffer.concat([header, padded(body)]);
}
