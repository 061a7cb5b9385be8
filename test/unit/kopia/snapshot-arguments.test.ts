import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { snapshotArguments } from '../../../src/kopia/snapshot-arguments.ts';

const client = { user: 'root', host: 'alpha' };
const request = { source: { ...client, path: '/srv' }, path: '/srv', tags: { unit: 'shop' } };

test('a source under its own path is not overridden', () => {
  const args = snapshotArguments(request, client);
  expect(args.slice(-2)).toEqual(['--', '/srv']);
  expect(args).toContain('--tags=unit:shop');
  expect(args.join(' ')).not.toMatch(/override-source|stdin-file|parallel/);
});

test.each([{ path: '/volume' }, { host: 'beta' }, { user: 'bob' }])('another identity is overridden: %j', (change) => {
  const source = { ...request.source, ...change };
  const identity = `--override-source=${source.user}@${source.host}:${source.path}`;
  expect(snapshotArguments({ ...request, source }, client)).toContain(identity);
});

test('a stream is read under the path of its identity', () => {
  const stdin = { fileName: 'shop.tar', stream: Readable.from([]) };
  const args = snapshotArguments({ ...request, path: '/ignored', stdin, parallel: 3 }, client);
  expect(args.slice(-2)).toEqual(['--', '/srv']);
  expect(args).toContain('--stdin-file=shop.tar');
  expect(args).toContain('--parallel=3');
  expect(args.join(' ')).not.toContain('override-source');
});
