import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/kopia/types.ts';
import { groupPoints } from '../../../src/points/group-points.ts';
import { bindTags, recipeTags, volumeTags } from '../../../src/points/tags.ts';
import { legacyFixture, snapshot } from './snapshots.ts';

const run = { unit: 'shop', backupId: 'b-1', runId: 'r-1', timestamp: '2026-07-01T02:00:00Z', version: '8.0.0' };
const db = volumeTags(run, { name: 'shop_db', format: 'direct', sizeBytes: 30 });
const files = volumeTags(run, { name: 'shop_files', format: 'tar', sizeBytes: null });
const bind = bindTags(run, {
  source: '/srv/shop',
  destination: '/data',
  readOnly: true,
  format: 'direct',
  sizeBytes: null,
});
const recipe = (snapshotCount: number, complete = true) =>
  recipeTags(run, { kind: 'compose', complete, consistency: 'stopped', snapshotCount, downtimeMs: 812.4 });

function only(...snapshots: readonly Snapshot[]) {
  const points = groupPoints(snapshots);
  expect(points).toHaveLength(1);
  return points[0];
}

describe('a point of ours', () => {
  test('is sealed and complete when its recipe and all that it counts are there', () => {
    const point = only(snapshot(recipe(3), { id: 'r' }), snapshot(files), snapshot(bind), snapshot(db));
    expect(point).toMatchObject({
      id: 'b-1',
      unit: 'shop',
      kind: 'compose',
      host: 'alpha',
      user: 'root',
      format: 'mixed',
      sealed: true,
      complete: true,
      pinned: false,
      tool: 'kopi-docka/8.0.0',
      problems: [],
      recipe: { id: 'r' },
    });
    expect(point?.entries.map(({ kind, name, format }) => [kind, name, format])).toEqual([
      ['volume', 'shop_db', 'direct'],
      ['volume', 'shop_files', 'tar'],
      ['bind', '/srv/shop', 'direct'],
    ]);
  });

  test('is not sealed without its recipe', () => {
    expect(only(snapshot(db))).toMatchObject({
      sealed: false,
      complete: false,
      problems: ['not sealed: the run did not reach its end'],
    });
  });

  test('is not sealed by half a recipe', () => {
    expect(only(snapshot(db), snapshot(recipe(1), { incomplete: 'canceled' }))).toMatchObject({
      sealed: false,
      complete: false,
      problems: ['not sealed: recipe incomplete: canceled'],
    });
  });

  test('is not complete when one of its snapshots is gone', () => {
    expect(only(snapshot(db), snapshot(recipe(2)))).toMatchObject({
      sealed: true,
      complete: false,
      problems: ['1 of 2 volumes and binds are in the repository'],
    });
  });

  test('is not complete when the run said so', () => {
    expect(only(snapshot(db), snapshot(recipe(1, false)))).toMatchObject({
      sealed: true,
      complete: false,
      problems: ['the run marked it as not complete'],
    });
  });

  test.each<[Partial<Snapshot>, string]>([
    [{ incomplete: 'checkpoint' }, 'incomplete: checkpoint'],
    [{ failedFiles: 2 }, '2 files could not be read'],
    [{ ignoredErrors: 1 }, '1 read errors were ignored'],
  ])('is not complete with a snapshot that has %j', (damage, problem) => {
    const point = only(snapshot(db, damage), snapshot(recipe(1)));
    expect(point).toMatchObject({ sealed: true, complete: false, problems: [`volume shop_db: ${problem}`] });
    expect(point?.entries[0]?.problem).toBe(problem);
  });

  test('takes the whole one of two snapshots of a volume, and of two whole ones the newer', () => {
    const later = { startTime: '2026-07-01T03:00:00.000Z' };
    const whole = only(snapshot(db, { id: 'whole' }), snapshot(db, { id: 'half', ...later, failedFiles: 1 }));
    expect(whole?.entries.map(({ snapshot: { id } }) => id)).toEqual(['whole']);
    const newer = only(snapshot(db, { id: 'newer', ...later }), snapshot(db, { id: 'older' }));
    expect(newer?.entries.map(({ snapshot: { id } }) => id)).toEqual(['newer']);
  });

  test('is pinned when a part of it is', () => {
    expect(only(snapshot(db, { pins: ['kept'] }), snapshot(recipe(1)))?.pinned).toBe(true);
  });
});

test('points are apart by user, host, unit and run', () => {
  const other = (changes: object) => snapshot({ ...db, ...changes });
  const elsewhere = snapshot(db, { source: { user: 'root', host: 'beta', path: '/x' } });
  const someone = snapshot(db, { source: { user: 'me', host: 'alpha', path: '/x' } });
  const points = groupPoints([snapshot(db), other({ unit: 'blog' }), other({ backup_id: 'b-2' }), elsewhere, someone]);
  expect(points).toHaveLength(5);
});

test('what belongs to no point is passed over', () => {
  const strangers = [{}, { unit: 'shop' }, { backup_id: 'b-1' }, { type: 'selftest' }, { unit: '', backup_id: '' }];
  expect(groupPoints(strangers.map((tags) => snapshot(tags)))).toEqual([]);
});

test('points come newest first, at the time of their earliest snapshot', () => {
  const at = (startTime: string, backupId: string) => snapshot({ ...db, backup_id: backupId }, { startTime });
  const points = groupPoints([
    at('2026-07-01T02:00:09.5Z', 'old'),
    at('2026-07-02T02:00:00Z', 'new'),
    at('2026-07-01T02:00:01.25Z', 'old'),
  ]);
  expect(points.map(({ id, time }) => [id, time])).toEqual([
    ['new', '2026-07-02T02:00:00Z'],
    ['old', '2026-07-01T02:00:01.25Z'],
  ]);
});

describe('a point of the Python tool', () => {
  test.each([
    ['4.2.5', 'tar', 'kopi-docka-python 2-4 (tar)'],
    ['5.5.0', 'direct', 'kopi-docka-python 5-7 (direct)'],
  ] as const)('of version %s is listed with its format, %s, and its era', (version, format, tool) => {
    const { snapshots, restorePoints } = legacyFixture(version);
    const points = groupPoints(snapshots);
    const ids = restorePoints.flatMap(({ backupIds }) => Object.values(backupIds));
    expect(points.map(({ id }) => id).sort()).toEqual([...ids].sort());
    for (const point of points)
      expect(point).toMatchObject({ format, tool, sealed: true, complete: true, kind: 'unknown', host: 'bloghost' });
    const blog = points.find(({ unit }) => unit === 'blog');
    expect(blog?.entries.map(({ name }) => name)).toEqual(['blog_cache', 'blog_mysql', 'blog_uploads']);
    expect(blog?.others.map(({ tags }) => tags['type'])).toEqual(['networks']);
  });

  test('ends at the newest run of each unit first', () => {
    const { snapshots, restorePoints } = legacyFixture('4.2.5');
    const [first, second] = restorePoints;
    expect(groupPoints(snapshots).map(({ id }) => id)).toEqual([
      second?.backupIds['tool'],
      second?.backupIds['blog'],
      first?.backupIds['tool'],
      first?.backupIds['blog'],
    ]);
  });

  const old = { type: 'volume', unit: 'shop', backup_id: 'p-1', volume: 'shop_db', backup_format: 'direct' };
  const oldRecipe = { type: 'recipe', unit: 'shop', backup_id: 'p-1' };

  test('without a recipe is not sealed, unless its scope had none', () => {
    expect(only(snapshot(old))).toMatchObject({ sealed: false, problems: ['no recipe was found'] });
    expect(only(snapshot({ ...old, backup_scope: 'minimal' }))).toMatchObject({ sealed: true, complete: true });
  });

  test('with damage is not sealed', () => {
    const damaged = only(snapshot(old, { failedFiles: 1 }), snapshot(oldRecipe));
    expect(damaged).toMatchObject({ sealed: false, complete: false });
  });

  test('of which only the recipe is left is listed without an era', () => {
    expect(only(snapshot(oldRecipe))).toMatchObject({ tool: 'kopi-docka-python', entries: [], format: 'direct' });
  });

  test('names a bind by its host path', () => {
    const point = only(snapshot({ ...old, type: 'bind', bind_source: '/srv/a b' }), snapshot(oldRecipe));
    expect(point?.entries.map(({ kind, name }) => [kind, name])).toEqual([['bind', '/srv/a b']]);
  });
});
