import { expect, test } from 'vitest';
import { parseRecord } from '../../../src/fidelity/parse-record.ts';
import { serializeRecord } from '../../../src/fidelity/record.ts';
import type { FidelityRecord } from '../../../src/fidelity/types.ts';
import { EMPTY_RECORD } from './entries.ts';

const odd = Buffer.from([0x61, 0x0a, 0xff]);
const full: FidelityRecord = {
  ...EMPTY_RECORD,
  newestCtimeNs: 1_700_000_000_123_456_789n,
  directories: [{ path: Buffer.from('a b/"c"'), mtimeNs: -1n }],
  symlinks: [{ path: odd, mtimeNs: 4_102_444_800_000_000_007n }],
  hardLinks: [[Buffer.from('x'), odd]],
  special: [{ path: odd, type: 'block', mode: 0o660, uid: 3_000_000_000, gid: 6, mtimeNs: 5n, major: 7, minor: 250 }],
  sockets: [Buffer.from('run/s')],
  attributes: [{ path: Buffer.alloc(0), attributes: [{ name: odd, value: Buffer.from([0, 255]) }] }],
  renamed: [
    { path: odd, stored: 'a\n\ufffd', twin: null },
    { path: Buffer.from('n'), stored: 'n', twin: 2 },
  ],
  sparse: [{ path: Buffer.from('db'), mtimeNs: 9n }],
  warnings: [{ code: 'W_FIDELITY', message: 'm', hint: 'h' }],
};
const [head = ''] = serializeRecord(EMPTY_RECORD).split('\n');

test('a record reads back as it was written', () => {
  expect(parseRecord(serializeRecord(full))).toEqual(full);
});

test('lines of kinds that a later version may add are passed over', () => {
  expect(parseRecord(`${head}\n{"kind":"flags","path":"a"}\n`)).toEqual(EMPTY_RECORD);
});

test.each([
  ['a path that goes up', '{"kind":"directory","path":"a/../../b","mtimeNs":"1"}'],
  [
    'an absolute path',
    '{"kind":"special","path":"/etc/x","type":"fifo","mode":0,"uid":0,"gid":0,"mtimeNs":"0","major":0,"minor":0}',
  ],
  ['an absolute path in base64', '{"kind":"socket","path":{"b64":"L2V0Yw=="}}'],
  ['a link that goes up', '{"kind":"links","paths":["a","../b"]}'],
  ['a stored name with a slash', '{"kind":"renamed","path":"a","stored":"../b","twin":null}'],
  ['a path with a NUL', '{"kind":"sparse","path":"a\\u0000b","mtimeNs":"1"}'],
  ['the root as a directory entry', '{"kind":"directory","path":"","mtimeNs":"1"}'],
  [
    'a mode beyond all bits',
    '{"kind":"special","path":"x","type":"fifo","mode":65535,"uid":0,"gid":0,"mtimeNs":"0","major":0,"minor":0}',
  ],
  ['a time that is no number', '{"kind":"symlink","path":"x","mtimeNs":"1.5"}'],
  ['a missing field', '{"kind":"symlink","path":"x"}'],
  ['half a line', '{"kind":"symlink","pa'],
])('%s is refused with its line', (_, line) => {
  expect(() => parseRecord(`${head}\n${line}\n`)).toThrow('line 2 of a fidelity record cannot be read');
});

test.each(['', '{}', '{"fidelity":2}'])('%j is no record', (text) => {
  expect(() => parseRecord(text)).toThrow('line 1 of a fidelity record cannot be read');
});
