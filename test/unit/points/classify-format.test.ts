import { expect, test } from 'vitest';
import type { Snapshot } from '../../../src/kopia/types.ts';
import { classifyFormat, suggestFormat, tarEntryName } from '../../../src/points/classify-format.ts';
import type { DirectoryEntry } from '../../../src/points/read-directory.ts';
import { snapshot } from './snapshots.ts';

const entry = (name: string, type: DirectoryEntry['type'] = 'f'): DirectoryEntry => ({
  name,
  type,
  mode: 0o644,
  size: 1,
  mtime: '',
  uid: 0,
  gid: 0,
  object: 'o',
});
const archive = [entry('volumes/shop/shop_db')];
const folder = [entry('a', 'd'), entry('b')];
const volume = (format?: string) => snapshot({ type: 'volume', ...(format ? { backup_format: format } : {}) });
const stream: Snapshot = { ...volume('tar'), root: { type: 'd', name: '/var/x', object: 'k', mode: '0777' } };
const bind = snapshot({ type: 'bind' }, { root: { type: 'f', name: 'app.ini', object: 'o', mode: '0644' } });

test.each<[string, Snapshot, readonly DirectoryEntry[] | null, string]>([
  ['a direct volume', volume('direct'), folder, 'direct'],
  ['an empty volume', volume('direct'), [], 'direct'],
  ['a direct volume of one file', volume('direct'), [entry('only')], 'direct'],
  ['a tar volume', stream, [entry('shop_db.tar')], 'tar'],
  ['a tar volume of the Python tool', volume(), archive, 'tar'],
  ['a bind of a folder', snapshot({ type: 'bind' }), folder, 'direct'],
  ['a bind of a file', bind, null, 'direct'],
])('%s is what its tag says', (_, given, entries, format) => {
  expect(classifyFormat(given, entries)).toEqual({ format, surprise: null });
});

test.each<[string, Snapshot, readonly DirectoryEntry[] | null, string, string]>([
  ['an archive tagged direct', volume('direct'), archive, 'tar', 'tagged direct, but holds a tar archive'],
  ['a folder tagged tar', volume('tar'), folder, 'direct', 'tagged tar, but holds a directory'],
  ['a folder with one file tagged tar', volume('tar'), [entry('a')], 'direct', 'tagged tar, but holds a directory'],
  ['an empty folder tagged tar', volume('tar'), [], 'direct', 'tagged tar, but holds a directory'],
  ['a folder without a tag', volume(), folder, 'direct', 'without a format tag, but holds a directory'],
  [
    'a folder with one file and no tag',
    volume(),
    [entry('a')],
    'direct',
    'without a format tag, but holds a directory',
  ],
  [
    'a folder with one folder tagged tar',
    volume('tar'),
    [entry('a/b', 'd')],
    'direct',
    'tagged tar, but holds a directory',
  ],
  ['an archive with an unknown tag', volume('zip'), archive, 'tar', 'tagged zip, but holds a tar archive'],
])('%s is noticed', (_, given, entries, format, surprise) => {
  expect(classifyFormat(given, entries)).toEqual({ format, surprise });
});

test('without its tag, a manifest alone suggests the format by the name of its root', () => {
  const root = { type: 'd', object: 'k', mode: '0777' } as const;
  expect(suggestFormat(snapshot({ type: 'volume' }, { root: { ...root, name: '/' } }))).toBe('tar');
  expect(suggestFormat(snapshot({ type: 'volume' }, { root: { ...root, name: '_data' } }))).toBe('direct');
  expect(suggestFormat(bind)).toBe('direct');
});

test('the name of an archive is the one that the Python tool restores by', () => {
  expect(tarEntryName('volume', 'shop', 'shop_db')).toBe('volumes/shop/shop_db');
  expect(tarEntryName('bind', 'shop', '/srv/data')).toBe('binds/shop/srv/data');
});
