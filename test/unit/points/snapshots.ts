import { readFileSync } from 'node:fs';
import type { Snapshot } from '../../../src/kopia/types.ts';
import type { Point } from '../../../src/points/types.ts';

const SHAPE: Snapshot = {
  id: 'a1',
  source: { user: 'root', host: 'alpha', path: '/var/lib/docker/volumes/shop_db/_data' },
  startTime: '2026-07-01T02:00:00.000Z',
  endTime: '2026-07-01T02:00:05.000Z',
  incomplete: null,
  root: { type: 'd', name: '_data', object: 'k1', mode: '0755' },
  files: 3,
  bytes: 30,
  failedFiles: 0,
  ignoredErrors: 0,
  errors: [],
  tags: {},
  pins: [],
};

/** A snapshot, as far as a test cares. */
export function snapshot(tags: Readonly<Record<string, string>>, rest: Partial<Snapshot> = {}): Snapshot {
  return { ...SHAPE, ...rest, tags };
}

/** A point, as far as a test cares. */
export function point(rest: Partial<Point>): Point {
  return {
    id: 'aaaa-1',
    unit: 'shop',
    kind: 'compose',
    user: 'root',
    host: 'alpha',
    time: '2026-07-01T02:00:00.000Z',
    format: 'direct',
    sealed: true,
    complete: true,
    pinned: false,
    tool: 'kopi-docka/8.0.0',
    entries: [],
    recipe: null,
    others: [],
    problems: [],
    ...rest,
  };
}

interface FixtureSnapshot {
  readonly id: string;
  readonly source: { readonly host: string; readonly userName: string; readonly path: string };
  readonly tags: Readonly<Record<string, string>>;
  readonly startTime: string;
  readonly endTime: string;
  readonly rootEntry: { readonly name: string; readonly type: 'd'; readonly mode: string; readonly obj: string };
}

/** What is known of a repository that a version of the Python tool wrote. */
export interface LegacyFixture {
  readonly restorePoints: readonly { readonly backupIds: Readonly<Record<string, string>> }[];
  readonly snapshots: readonly Snapshot[];
}

export function legacyFixture(version: '4.2.5' | '5.5.0'): LegacyFixture {
  const text = readFileSync(new URL(`../../fixtures/legacy/${version}.json`, import.meta.url), 'utf8');
  const { restorePoints, snapshots } = JSON.parse(text) as Pick<LegacyFixture, 'restorePoints'> & {
    readonly snapshots: readonly FixtureSnapshot[];
  };
  return { restorePoints, snapshots: snapshots.map(fromFixture) };
}

function fromFixture({ id, source, tags, startTime, endTime, rootEntry }: FixtureSnapshot): Snapshot {
  const own = Object.entries(tags).map(([key, value]) => [key.replace(/^tag:/, ''), value]);
  return {
    ...SHAPE,
    id,
    startTime,
    endTime,
    source: { user: source.userName, host: source.host, path: source.path },
    root: { type: rootEntry.type, name: rootEntry.name, mode: rootEntry.mode, object: rootEntry.obj },
    tags: Object.fromEntries(own) as Record<string, string>,
  };
}
