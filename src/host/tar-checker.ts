import { KopiDockaError } from '../errors.ts';
import { parsePax } from './parse-pax.ts';
import { damaged, parseTarHeader, TAR_BLOCK, type TarHeader } from './tar-header.ts';
import { printable } from './text.ts';

const LONGEST_EXTENSION = 16 * 1024 * 1024;
const NO_DATA = '123456';
const PLAIN = '\u00000' + '7S';

/**
 * Reads along while an archive streams by, and throws before any entry that would leave the folder it is extracted into.
 *
 * Errors  E_RESTORE for absolute paths, `..`, paths through a symbolic link of the archive, hard links out of it, entries that are
 *         neither file, folder, link nor device, a damaged header, and, at `end`, an archive that was cut short.
 * Promise Bytes that were added without an error may be handed to GNU tar: it sees an entry only after all of its header.
 *         Symbolic links may point anywhere: they are data, but nothing may be written through them.
 */
export class TarChecker {
  #wanted = TAR_BLOCK;
  #parts: Buffer[] = [];
  #skip = 0;
  #next: (bytes: Buffer) => void = (block) => this.#onHeader(block);
  #emptyBlocks = 0;
  #longName: string | null = null;
  #longLink: string | null = null;
  #pax: ReadonlyMap<string, string> | null = null;
  readonly #symlinks = new Set<string>();
  #contentBytes = 0;

  /** The bytes of all files so far, each counted once whatever names it has, and the length of each symbolic link. */
  get contentBytes(): number {
    return this.#contentBytes;
  }

  add(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, chunk.length - at);
        this.#skip -= skipped;
        at += skipped;
        continue;
      }
      const part = chunk.subarray(at, at + this.#wanted);
      this.#parts.push(part);
      this.#wanted -= part.length;
      at += part.length;
      if (this.#wanted === 0) this.#deliver();
    }
  }

  end(): void {
    if (this.#emptyBlocks < 2 || this.#skip > 0 || this.#parts.length > 0) throw damaged('it ends too early');
  }

  #deliver(): void {
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#next(bytes);
  }

  /** What to read next, and who gets it. */
  #expect(bytes: number, next: (bytes: Buffer) => void): void {
    this.#wanted = bytes;
    this.#next = next;
  }

  #expectHeader(): void {
    this.#expect(TAR_BLOCK, (block) => this.#onHeader(block));
  }

  #onHeader(block: Buffer): void {
    this.#expectHeader();
    if (block.every((byte) => byte === 0)) {
      this.#emptyBlocks++;
      return;
    }
    if (this.#emptyBlocks > 0) throw damaged('something follows its end');
    const header = parseTarHeader(block);
    if ('xgLK'.includes(header.type)) this.#onExtension(header);
    else this.#onEntry(header);
  }

  #onExtension({ type, size }: TarHeader): void {
    if (size === 0 || size > LONGEST_EXTENSION) throw damaged('a header of an impossible length');
    this.#expect(padded(size), (body) => {
      this.#expectHeader();
      const content = body.subarray(0, size);
      if (type === 'L') this.#longName = once(this.#longName, cutAtNul(content));
      else if (type === 'K') this.#longLink = once(this.#longLink, cutAtNul(content));
      else if (type === 'x') this.#pax = once(this.#pax, parsePax(content));
      else if ([...parsePax(content).keys()].some((key) => key !== 'comment'))
        throw damaged('a header for all entries');
    });
  }

  #onEntry(header: TarHeader): void {
    const { type } = header;
    const pax = this.#pax ?? new Map<string, string>();
    if ((this.#longName !== null && pax.has('path')) || (this.#longLink !== null && pax.has('linkpath')))
      throw damaged('an entry with two names');
    const path = checkedPath(pax.get('GNU.sparse.name') ?? pax.get('path') ?? this.#longName ?? header.name);
    const target = pax.get('linkpath') ?? this.#longLink ?? header.linkName;
    this.#pax = this.#longName = this.#longLink = null;
    this.#checkPlace(path);
    const size = sizeOf(header, pax);
    this.#contentBytes += type === '2' ? target.length : size;
    if (type === '1') this.#checkHardLink(path, checkedPath(target));
    else if (type === '2') this.#symlinks.add(path);
    else if (!PLAIN.includes(type) && !'3456'.includes(type))
      throw damaged(`an entry of the unknown type ${printable(type)}`);
    if (NO_DATA.includes(type) && size > 0) throw damaged('a link, folder or device with content');
    if (type === 'S' && header.mapGoesOn) this.#expectMap(size);
    else this.#skip = padded(size);
  }

  #checkPlace(path: string): void {
    if (this.#symlinks.size === 0) return;
    if (this.#symlinks.has(path)) throw leadsOutside('an entry in the place of a symbolic link', path);
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1))
      if (this.#symlinks.has(path.slice(0, slash))) throw leadsOutside('an entry below a symbolic link', path);
  }

  /** A second name of a symbolic link is a symbolic link. */
  #checkHardLink(path: string, target: string): void {
    if (this.#symlinks.has(target)) this.#symlinks.add(path);
    else this.#checkPlace(target);
  }

  #expectMap(size: number): void {
    this.#expect(TAR_BLOCK, (block) => {
      if (block[504] !== 0) return this.#expectMap(size);
      this.#expectHeader();
      this.#skip = padded(size);
    });
  }
}

/** The path without `.` and empty parts. Errors E_RESTORE when it is absolute or goes up. */
function checkedPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/')) throw leadsOutside('an absolute path', path);
  if (parts.includes('..')) throw leadsOutside('a path that goes up', path);
  return parts.join('/');
}

function once<T>(before: T | null, value: T): T {
  if (before !== null) throw damaged('two headers of one kind for one entry');
  return value;
}

function sizeOf(header: TarHeader, pax: ReadonlyMap<string, string>): number {
  const size = pax.get('size');
  if (size === undefined) return header.size;
  if (!/^\d{1,15}$/.test(size)) throw damaged('a size that is no number');
  return Number(size);
}

function padded(size: number): number {
  return Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
}

function cutAtNul(content: Buffer): string {
  const text = content.toString('latin1');
  const end = text.indexOf('\0');
  if (end !== -1 && /[^\0]/.test(text.slice(end))) throw damaged('a name with a NUL in it');
  return end === -1 ? text : text.slice(0, end);
}

function leadsOutside(what: string, path: string): KopiDockaError {
  const name = printable(Buffer.from(path.slice(0, 200), 'latin1').toString('utf8'));
  return new KopiDockaError('E_RESTORE', `the archive was refused, it holds ${what}: ${name}`, {
    hint: 'Somebody may have tampered with it; choose another restore point.',
  });
}
