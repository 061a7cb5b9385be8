import type { AttributesEntry } from './types.ts';

/** Labels that the host gives by itself, and XFS's second view of its ACLs: never recorded. */
const LEFT_ASIDE = new Set(['security.selinux', 'trusted.SGI_ACL_FILE', 'trusted.SGI_ACL_DEFAULT']);

/**
 * Reads the dump that `getfattr --encoding=hex` writes, line by line.
 *
 * Shape   `root` is the path that getfattr was given; entries come out relative to it
 * Promise Names of files and attributes are bytes; getfattr's octal escapes are undone.
 * Source  attr 2.5.1, quote.c: backslash, newline, carriage return, and `=` in attribute names, become `\ooo`.
 */
export class AttributesParser {
  readonly #entries: AttributesEntry[] = [];
  readonly #root: Buffer;
  #attributes: { readonly name: Buffer; readonly value: Buffer }[] = [];

  constructor(root: string) {
    this.#root = Buffer.from(root);
  }

  addLine(line: Buffer): void {
    if (line.subarray(0, FILE.length).equals(FILE)) this.#begin(unescapeOctal(line.subarray(FILE.length)));
    else if (line.length > 0) this.#addAttribute(line);
  }

  finish(): readonly AttributesEntry[] {
    return this.#entries.filter((entry) => entry.attributes.length > 0);
  }

  #begin(path: Buffer): void {
    this.#attributes = [];
    this.#entries.push({ path: path.subarray(this.#root.length + 1), attributes: this.#attributes });
  }

  #addAttribute(line: Buffer): void {
    const equals = line.indexOf('=');
    const name = unescapeOctal(equals === -1 ? line : line.subarray(0, equals));
    if (LEFT_ASIDE.has(name.toString('latin1'))) return;
    const value = equals === -1 ? '' : line.toString('latin1', equals + 3);
    this.#attributes.push({ name, value: Buffer.from(value, 'hex') });
  }
}

/** Writes entries as a dump that `setfattr --restore` reads back, with paths below `root`. */
export function formatAttributes(root: string, entries: readonly AttributesEntry[]): Buffer {
  const lines: Buffer[] = [];
  for (const { path, attributes } of entries) {
    const full = path.length === 0 ? Buffer.from(root) : Buffer.concat([Buffer.from(`${root}/`), path]);
    lines.push(FILE, escapeOctal(full), NEWLINE);
    for (const { name, value } of attributes)
      lines.push(escapeOctal(name), Buffer.from(value.length === 0 ? '\n' : `=0x${value.toString('hex')}\n`));
    lines.push(NEWLINE);
  }
  return Buffer.concat(lines);
}

const FILE = Buffer.from('# file: ');
const NEWLINE = Buffer.from('\n');

function unescapeOctal(text: Buffer): Buffer {
  if (!text.includes(0x5c)) return Buffer.from(text);
  const plain = text
    .toString('latin1')
    .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return Buffer.from(plain, 'latin1');
}

function escapeOctal(name: Buffer): Buffer {
  const escaped = name
    .toString('latin1')
    .replace(/[\\\n\r=]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return Buffer.from(escaped, 'latin1');
}
