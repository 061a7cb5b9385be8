import { describe, expect, test } from 'vitest';
import { checkSafety, type Placement, type SafetyFacts } from '../../../src/restore/check-safety.ts';
import type { Destination } from '../../../src/restore/choose-destinations.ts';
import {
  destination,
  ENGINE,
  entry,
  member,
  placement,
  ROOT,
  request,
  snapshot,
  volume,
  volumeMount,
} from './samples.ts';

function reasons(placements: readonly Placement[], more: Partial<SafetyFacts> = {}): readonly string[] {
  const facts = { request: request(), placements, stop: [], engine: ENGINE, ownFolders: ['/var/lib/kopi-docka'] };
  return checkSafety({ ...facts, ...more }).map(({ message }) => message);
}

const db = destination('volume', 'db');
const app = destination('bind', '/srv/app');

test('plain volumes and binds are safe', () => {
  expect(reasons([placement(db), placement(app)])).toEqual([]);
});

describe('a volume is refused', () => {
  test.each([
    [
      'that is another one than in the backup',
      { defined: { ...volume('db'), options: { size: '1g' } } },
      /another driver or other options/,
    ],
    ['whose name would be a path', { name: '../../etc' }, /no name for a volume/],
    ['that is damaged', { entry: entry('volume', 'db', { problem: 'incomplete: canceled' }) }, /damaged.*canceled/],
  ])('%s', (_, wanted, text) => {
    expect(reasons([placement({ ...db, ...wanted })])).toEqual([expect.stringMatching(text)]);
  });

  test('behind a symbolic link, on a mount point, with a mount inside, or on a read-only file system', () => {
    expect(reasons([placement(db, { throughSymlink: true })])).toEqual([expect.stringMatching(/symbolic link/)]);
    expect(reasons([placement(db, { mountPoint: true })])).toEqual([expect.stringMatching(/mount point/)]);
    expect(reasons([placement(db, { mountsBelow: ['/x/y'] })])).toEqual([expect.stringMatching(/mounted inside/)]);
    expect(reasons([placement(db, { readOnly: true })])).toEqual([expect.stringMatching(/read-only/)]);
  });

  test('that is mounted, when its data lies in what this restore works with or within another one', () => {
    const bound = volume('db', { options: { type: 'none', o: 'bind', device: '/state/x' } });
    const inside: Destination = { ...db, exchange: 'content', existing: bound };
    expect(reasons([placement(inside)])).toEqual([]);
    expect(reasons([placement(inside)], { ownFolders: ['/state'] })).toEqual([expect.stringMatching(/in use/)]);
    const around = destination('bind', '/state');
    expect(reasons([placement(inside), placement(around)])).toEqual([expect.stringMatching(/lies in bind/)]);
  });

  test('that lives in memory while no container would keep it there', () => {
    const memory = volume('db', { options: { type: 'tmpfs', device: 'tmpfs' } });
    const inside = [placement({ ...db, exchange: 'content' as const, existing: memory })];
    expect(reasons(inside)).toEqual([expect.stringMatching(/lives in memory/)]);
    const stop = [{ unit: 'shop', member: member('app', [volumeMount('db')]) }];
    expect(reasons(inside, { stop })).toEqual([]);
    expect(reasons(inside, { stop, request: request({ start: false }) })).toEqual([
      expect.stringMatching(/lives in memory/),
    ]);
  });

  test('when the files of the engine are elsewhere', () => {
    const engine = { ...ENGINE, local: false };
    expect(reasons([placement(db), placement(app)], { engine })).toHaveLength(2);
  });

  test('when it is gone and --no-create is given', () => {
    const gone = placement({ ...db, existing: null, create: volume('db') }, { found: 'nothing' });
    expect(reasons([gone])).toEqual([]);
    expect(reasons([gone], { request: request({ create: false }) })).toEqual([expect.stringMatching(/--no-create/)]);
  });

  test('by --to-volume when it is there and not empty', () => {
    const toVolume = request({ toVolume: { old: 'db' } });
    expect(reasons([placement(db)], { request: toVolume })).toEqual([expect.stringMatching(/not empty/)]);
    expect(reasons([placement(db, { empty: true })], { request: toVolume })).toEqual([]);
  });
});

test('a damaged volume is taken when its point was named', () => {
  const torn = destination('volume', 'db', { entry: entry('volume', 'db', { problem: '2 files failed' }) });
  expect(reasons([placement(torn)], { request: request({ point: 'p1' }) })).toEqual([]);
});

describe('a bind is refused', () => {
  test.each(['/', 'relative', '/srv/../etc'])('that is no plain path: %s', (path) => {
    expect(reasons([placement(destination('bind', path))])).toEqual([expect.stringMatching(/no path to restore to/)]);
  });

  test.each([
    ['/proc/sys', /belongs to the system/],
    [`${ROOT}/volumes/db/_data`, /belongs to the system or to Docker/],
    ['/var/lib', /is in use and would be replaced/],
    ['/var/lib/kopi-docka/state', /is in use and would be replaced/],
  ])('at %s', (path, text) => {
    expect(reasons([placement(destination('bind', path))])).toEqual([expect.stringMatching(text)]);
  });

  test('when a file lies where a folder was', () => {
    expect(reasons([placement(app, { found: 'file' })])).toEqual([expect.stringMatching(/not a directory/)]);
    const file = snapshot({ root: { type: 'f', name: 'app.conf', object: 'o', mode: '0644' } });
    const single = { ...app, entry: entry('bind', '/srv/app', { snapshot: file }) };
    expect(reasons([placement(single, { found: 'file' })])).toEqual([]);
  });
});

test('a folder of --to-dir must not be there, or be empty', () => {
  const out = destination('directory', 'db', { path: '/out/db' });
  expect(reasons([placement(out, { found: 'nothing' })])).toEqual([]);
  expect(reasons([placement(out, { empty: true })])).toEqual([]);
  expect(reasons([placement(out)])).toEqual([expect.stringMatching(/not empty/)]);
  expect(reasons([placement({ ...out, name: '../etc' }, { found: 'nothing' })])).toHaveLength(1);
});

test('what goes to one file system has to fit there together, beside the old data', () => {
  const big = snapshot({ bytes: 60_000_000, files: 0 });
  const two = ['aa', 'bb'].map((name) =>
    destination('volume', name, { entry: entry('volume', name, { snapshot: big }) }),
  );
  const free = { freeBytes: 100_000_000 };
  expect(reasons(two.map((to) => placement(to, free)))).toEqual([expect.stringMatching(/136777216 bytes are needed/)]);
  expect(reasons(two.map((to, device) => placement(to, { ...free, device })))).toEqual([]);
});

test('two places in each other are refused', () => {
  const inner = destination('bind', '/srv/app/conf');
  expect(reasons([placement(app), placement(inner)])).toEqual([expect.stringMatching(/lies in bind \/srv\/app$/)]);
});

test.each([
  [member('c', [volumeMount('db')], { unstoppable: 'one-off' }), /one-off/],
  [member('c', [volumeMount('db')], { unstoppable: 'ourselves' }), /kopi-docka runs in/],
  [member('c', [volumeMount('db')], { state: 'paused' }), /paused/],
])('a user that can not be stopped is a refusal: %#', (one, text) => {
  expect(reasons([placement(db)], { stop: [{ unit: 'shop', member: one }] })).toEqual([expect.stringMatching(text)]);
});
