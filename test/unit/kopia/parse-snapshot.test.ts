import { expect, test } from 'vitest';
import { parseSnapshot, parseSnapshotList } from '../../../src/kopia/parse-snapshot.ts';

const MANIFEST = {
  id: 'cb3af6204a4f01fb93d9dfe704ff568e',
  source: { host: 'alpha', userName: 'root', path: '/srv/data' },
  description: '',
  startTime: '2026-11-21T01:17:37.677952808Z',
  endTime: '2026-11-21T03:17:37.6+02:00',
  rootEntry: {
    name: 'data',
    type: 'd',
    mode: '0755',
    mtime: '1754-08-30T22:43:41.128654848Z',
    obj: 'k028fb258a3b2b8c14ada4429a69a882b',
    summ: { size: 12, files: 2, symlinks: 0, dirs: 1, maxTime: '2026-11-21T01:17:37Z', numFailed: 0 },
  },
  tags: { 'tag:unit': 'shop', 'tag:odd': 'a:b', foreign: 'x' },
};

const parse = (changes: object = {}) => parseSnapshot(JSON.stringify({ ...MANIFEST, ...changes }));

test('a manifest becomes a snapshot with times in UTC and tags without their prefix', () => {
  expect(parse()).toEqual({
    id: MANIFEST.id,
    source: { user: 'root', host: 'alpha', path: '/srv/data' },
    startTime: '2026-11-21T01:17:37.677Z',
    endTime: '2026-11-21T01:17:37.600Z',
    incomplete: null,
    root: { type: 'd', name: 'data', object: 'k028fb258a3b2b8c14ada4429a69a882b', mode: '0755' },
    files: 2,
    bytes: 12,
    failedFiles: 0,
    ignoredErrors: 0,
    errors: [],
    tags: { unit: 'shop', odd: 'a:b' },
    pins: [],
  });
});

test('what a cancelled run with errors left says so', () => {
  const summ = {
    size: 0,
    files: 0,
    numFailed: 2,
    numIgnoredErrors: 3,
    errors: [{ path: 'f', error: 'x'.repeat(9_000) }],
  };
  const snapshot = parse({ incomplete: 'canceled', rootEntry: { ...MANIFEST.rootEntry, summ }, pins: ['keep'] });
  expect(snapshot).toMatchObject({ incomplete: 'canceled', failedFiles: 2, ignoredErrors: 3, pins: ['keep'] });
  expect(snapshot.errors[0]?.error).toHaveLength(500);
});

test('errors that only the statistics count are counted', () => {
  expect(parse({ stats: { errorCount: 4, ignoredErrorCount: 1 } })).toMatchObject({ failedFiles: 4, ignoredErrors: 1 });
});

test('a single file without a summary has its size and mode', () => {
  const rootEntry = { name: 'app.conf', type: 'f', size: 7, obj: '0797785fff168ce8785b096c4331b398' };
  expect(parse({ rootEntry })).toMatchObject({ files: 1, bytes: 7, root: { type: 'f', mode: '0' } });
});

test.each(['', 'null', '{', '{"id":"x"}', JSON.stringify({ ...MANIFEST, id: '--help' })])(
  '%j is no manifest',
  (line) => {
    expect(() => parseSnapshot(line)).toThrow(expect.objectContaining({ code: 'E_SNAPSHOT' }));
  },
);

test('a list leaves out runs that never knew a root, and refuses what is not a list', () => {
  const rows = [MANIFEST, { ...MANIFEST, rootEntry: null }, { id: 'ab', source: MANIFEST.source }];
  expect(parseSnapshotList(JSON.stringify(rows)).map(({ id }) => id)).toEqual([MANIFEST.id]);
  expect(parseSnapshotList('[\n]')).toEqual([]);
  for (const text of ['', '{}', '[{"rootEntry":{}}]'])
    expect(() => parseSnapshotList(text)).toThrow(expect.objectContaining({ code: 'E_REPO' }));
});
