import { isUtf8 } from 'node:buffer';
import type { FidelityRecord, RawPath } from './types.ts';

/**
 * The record as JSON lines: first the tree as a whole, then one line an entry.
 *
 * Shape  bytes as text where they are UTF-8, else `{"b64": "…"}`; times in whole nanoseconds since 1970, as text
 */
export function serializeRecord(record: FidelityRecord): string {
  return [...linesOf(record)].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function* linesOf(record: FidelityRecord): Generator<unknown> {
  const { version, root, counts, newestCtimeNs } = record;
  yield { fidelity: version, root: plain(root), counts, newestCtimeNs: String(newestCtimeNs) };
  for (const entry of record.directories) yield { kind: 'directory', ...plain(entry) };
  for (const entry of record.symlinks) yield { kind: 'symlink', ...plain(entry) };
  for (const entry of record.special) yield { kind: 'special', ...plain(entry) };
  for (const paths of record.hardLinks) yield { kind: 'links', paths: paths.map(encode) };
  for (const path of record.sockets) yield { kind: 'socket', path: encode(path) };
  for (const { path, attributes } of record.attributes)
    yield { kind: 'attributes', path: encode(path), attributes: attributes.map(encodeAttribute) };
  for (const entry of record.renamed) yield { kind: 'renamed', ...plain(entry) };
  for (const entry of record.sparse) yield { kind: 'sparse', ...plain(entry) };
  for (const warning of record.warnings) yield { kind: 'warning', warning };
}

/** An entry with its time as text and its path, when it has one, as JSON can hold it. */
function plain<T extends { readonly path?: RawPath; readonly mtimeNs?: bigint }>(entry: T): object {
  const { path, mtimeNs } = entry;
  return {
    ...entry,
    ...(path === undefined ? {} : { path: encode(path) }),
    ...(mtimeNs === undefined ? {} : { mtimeNs: String(mtimeNs) }),
  };
}

function encode(bytes: Buffer): string | { readonly b64: string } {
  return isUtf8(bytes) ? bytes.toString('utf8') : { b64: bytes.toString('base64') };
}

function encodeAttribute({ name, value }: { readonly name: Buffer; readonly value: Buffer }): readonly unknown[] {
  return [encode(name), value.toString('base64')];
}
