import { expect, test } from 'vitest';
import { parseSeal, serializeSeal } from '../../../src/points/seal.ts';
import type { Seal } from '../../../src/points/types.ts';

const seal: Seal = {
  schema: 'kopi-docka/seal/1',
  tool: 'kopi-docka/8.0.0',
  runId: 'r-1',
  backupId: 'b-1',
  unit: 'shop',
  kind: 'compose',
  host: 'alpha',
  startedAt: '2026-07-01T02:00:00Z',
  sealedAt: '2026-07-01T02:01:00Z',
  strategy: 'stop',
  consistency: 'stopped',
  torn: [],
  complete: true,
  downtimeMs: 812.5,
  snapshots: [
    {
      kind: 'bind',
      name: '/srv/shop',
      format: 'direct',
      id: 'abc',
      source: 'root@alpha:/srv/shop',
      rootObject: 'k1',
      files: 3,
      bytes: 30,
      failedFiles: 0,
      destination: '/data',
      type: 'directory',
      fidelity: '1.jsonl',
    },
  ],
  members: [{ id: 'c1', name: 'shop-db-1', service: null, state: 'running', inspect: 'shop-db-1_inspect.json' }],
  volumes: [{ name: 'shop_db', driver: 'local', options: { type: 'tmpfs' }, labels: { a: 'b' } }],
  networks: ['shop_default'],
  project: {
    name: 'shop',
    workingDir: '/opt/shop',
    files: [{ file: 'compose.yaml', path: '/opt/shop/compose.yaml', role: 'compose', mode: 0o644 }],
  },
  uncovered: [{ kind: 'tmpfs', name: '/run', reason: 'in memory' }],
  warnings: [{ code: 'W_X', message: 'm' }],
};

test('a seal reads back as it was written', () => {
  expect(parseSeal(serializeSeal(seal), 'b-1')).toEqual(seal);
});

test('fields that a later version may add are left aside', () => {
  expect(parseSeal(JSON.stringify({ ...seal, later: { a: 1 } }), 'b-1')).toEqual(seal);
});

test.each([
  ['no JSON', '{', 'expected object'],
  ['another schema', JSON.stringify({ ...seal, schema: 'kopi-docka/seal/2' }), 'schema'],
  [
    'a missing field',
    JSON.stringify({ ...seal, snapshots: [{ ...seal.snapshots[0], id: undefined }] }),
    'snapshots.0.id',
  ],
])('%s is refused by point and place', (_, text, place) => {
  expect(() => parseSeal(text, 'b-1')).toThrow(/^the seal of point b-1 cannot be read: /);
  expect(() => parseSeal(text, 'b-1')).toThrow(place);
});
