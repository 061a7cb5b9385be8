import { KopiDockaError } from '../errors.ts';

/** Tar's unit: headers are one block, data is padded to whole ones. */
export const TAR_BLOCK = 512;

/** What a header block says of its entry. Names hold one character a byte (latin1), as far as the first NUL. */
export interface TarHeader {
  readonly type: string;
  readonly name: string;
  readonly linkName: string;
  readonly size: number;
  /** Old GNU sparse files: another block with more of the map follows. */
  readonly mapGoesOn: boolean;
}

/**
 * Parses one header block.
 *
 * Errors  E_RESTORE when it is none: wrong checksum, or numbers that cannot be.
 * Source  POSIX.1-2017, pax; GNU tar manual, "Basic Tar Format".
 */
export function parseTarHeader(block: Buffer): TarHeader {
  if (parseNumber(block, 148, 8) !== checksum(block)) throw damaged('a header with a wrong checksum');
  const isPosix = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  return {
    type: block.toString('latin1', 156, 157),
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkName: text(block, 157, 100),
    size: parseNumber(block, 124, 12),
    mapGoesOn: block[482] !== 0,
  };
}

/** The sum that a header's bytes must have, its own field counted as blanks. */
export function checksum(block: Buffer): number {
  let sum = 0;
  for (let at = 0; at < TAR_BLOCK; at++) sum += at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0);
  return sum;
}

/** An archive that tar itself would stumble over, or that was not written by tar. */
export function damaged(what: string): KopiDockaError {
  return new KopiDockaError('E_RESTORE', `the archive is damaged: ${what}`, {
    hint: 'Choose another restore point; kopi-docka verify checks what is stored.',
  });
}

function text(block: Buffer, from: number, length: number): string {
  const field = block.toString('latin1', from, from + length);
  const end = field.indexOf('\0');
  return end === -1 ? field : field.slice(0, end);
}

/** Octal digits between blanks and NULs, or, when the first bit is set, a big-endian number. */
function parseNumber(block: Buffer, from: number, length: number): number {
  const field = block.subarray(from, from + length);
  if (((field[0] ?? 0) & 0x80) !== 0) return parseBinary(field);
  const digits = field.toString('latin1').replace(/^ +|[ \0]+$/g, '');
  if (!/^[0-7]*$/.test(digits)) throw damaged('a number that is none');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function parseBinary(field: Buffer): number {
  let value = (field[0] ?? 0) & 0x7f;
  for (const byte of field.subarray(1)) value = value * 256 + byte;
  if (!Number.isSafeInteger(value)) throw damaged('a size beyond all files');
  return value;
}
