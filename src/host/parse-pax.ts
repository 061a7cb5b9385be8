import { damaged } from './tar-header.ts';

/**
 * Parses the records of a pax extended header.
 *
 * Shape   `LENGTH KEY=VALUE\n` … → key → value, one character a byte (latin1); of two records with one key the last counts
 * Errors  E_RESTORE when a record is not well formed, or hides a NUL in a name.
 * Source  POSIX.1-2017, pax, "pax Header Block".
 */
export function parsePax(body: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < body.length; ) {
    const blank = body.indexOf(0x20, at);
    const digits = blank === -1 ? '' : body.toString('latin1', at, blank);
    const end = at + Number(digits);
    if (!/^[1-9]\d{0,9}$/.test(digits) || end > body.length || end <= blank + 1 || body[end - 1] !== 0x0a)
      throw damaged('a pax record of a wrong length');
    const record = body.toString('latin1', blank + 1, end - 1);
    const equals = record.indexOf('=');
    if (equals < 1) throw damaged('a pax record without a key');
    const key = record.slice(0, equals);
    const value = record.slice(equals + 1);
    if (NAMES.has(key) && value.includes('\0')) throw damaged('a name with a NUL in it');
    records.set(key, value);
    at = end;
  }
  return records;
}

const NAMES = new Set(['path', 'linkpath', 'GNU.sparse.name', 'size']);
