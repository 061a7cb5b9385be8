import type { FidelityRecord } from '../../../src/fidelity/types.ts';

/** One record of find's output, for the fields that a test cares about. */
export function foundRecord(path: string | Buffer, fields: Partial<Record<string, string | number>> = {}): Buffer {
  const all = {
    type: 'f',
    mode: '644',
    uid: 0,
    gid: 0,
    size: 5,
    blocks: 8,
    mtime: '1600000000.1234567890',
    ctime: '1700000000.0000000000',
    identity: '8:1',
    links: 1,
    ...fields,
  };
  return Buffer.concat([Buffer.from(`${Object.values(all).join(' ')} `), Buffer.from(path)]);
}

/** A record with nothing in it. */
export const EMPTY_RECORD: FidelityRecord = {
  version: 1,
  root: { type: 'directory', mode: 0o755, uid: 0, gid: 0, mtimeNs: 0n },
  counts: { files: 0, directories: 1, symlinks: 0, bytes: 0 },
  newestCtimeNs: 0n,
  directories: [],
  symlinks: [],
  hardLinks: [],
  special: [],
  sockets: [],
  attributes: [],
  renamed: [],
  sparse: [],
  warnings: [],
};
