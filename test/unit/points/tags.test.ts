import { expect, test } from 'vitest';
import { bindTags, recipeTags, volumeTags } from '../../../src/points/tags.ts';

const run = { unit: 'shop', backupId: 'b-1', runId: 'r-1', timestamp: '2026-07-01T02:00:00Z', version: '8.0.0' };
const common = {
  unit: 'shop',
  backup_id: 'b-1',
  backup_scope: 'full',
  timestamp: '2026-07-01T02:00:00Z',
  run_id: 'r-1',
  tool: 'kopi-docka/8.0.0',
};

test('a volume carries the tags that the Python tool reads, and its format', () => {
  expect(volumeTags(run, { name: 'shop_db', format: 'tar', sizeBytes: 42 })).toEqual({
    ...common,
    type: 'volume',
    volume: 'shop_db',
    backup_format: 'tar',
    size_bytes: '42',
  });
});

test('a direct bind carries no format, a tar one does', () => {
  const tags = { source: '/srv/shop', destination: '/data', readOnly: true, sizeBytes: null };
  const direct = { ...common, type: 'bind', bind_source: '/srv/shop', bind_destination: '/data', read_only: 'true' };
  expect(bindTags(run, { ...tags, format: 'direct' })).toEqual({ ...direct, size_bytes: '0' });
  expect(bindTags(run, { ...tags, format: 'tar' })).toEqual({ ...direct, size_bytes: '0', backup_format: 'tar' });
});

test('a recipe says of its point what a listing shows', () => {
  const facts = {
    kind: 'container',
    complete: false,
    consistency: 'live',
    snapshotCount: 3,
    downtimeMs: 12.6,
  } as const;
  expect(recipeTags(run, facts)).toEqual({
    ...common,
    type: 'recipe',
    kind: 'container',
    complete: 'false',
    consistency: 'live',
    snapshot_count: '3',
    downtime_ms: '13',
  });
});
