import type { BackupPlan, BackupResult, UnitResult } from '../../../src/backup/types.ts';
import type { Snapshot } from '../../../src/kopia/types.ts';
import type { Point, PointEntry } from '../../../src/points/types.ts';
import type { RestorePlan, RestoreResult } from '../../../src/restore/types.ts';

const repository = { type: 'filesystem', target: '/var/lib/kopi-docka/repository' };

/** A unit that was saved. */
export function unitResult(changes: Partial<UnitResult> = {}): UnitResult {
  return {
    name: 'shop',
    kind: 'compose',
    status: 'success',
    strategy: 'stop',
    format: 'direct',
    point: '3f0c9a52-0000-4000-8000-000000000001',
    downtimeMs: 812,
    durationMs: 2400,
    snapshots: [
      {
        ...{ kind: 'volume', name: 'shop_db', format: 'direct', id: 'k1', source: 'root@alpha:/v/shop_db' },
        ...{ files: 412, bytes: 104_857_600, newBytes: 1_048_576, failedFiles: 0 },
      } as const,
    ],
    warnings: [],
    errors: [],
    ...changes,
  };
}

/** A backup of one unit that went well. */
export function backupResult(changes: Partial<BackupResult> = {}): BackupResult {
  return {
    schema: 'kopi-docka/backup/1',
    status: 'success',
    exitCode: 0,
    runId: 'run-1',
    startedAt: '2026-07-01T00:00:00.000Z',
    finishedAt: '2026-07-01T00:00:02.500Z',
    repository,
    units: [unitResult()],
    containersNotBack: [],
    uncovered: [],
    errors: [],
    ...changes,
  };
}

/** The plan of a backup of a unit with two members in an order, one volume and one gap. */
export function backupPlan(): BackupPlan {
  const member = { foreign: null, stopTimeoutSeconds: null, awaitHealth: false };
  const web = { ...member, id: 'w', name: 'shop-web-1' };
  const db = { ...member, id: 'd', name: 'shop-db-1' };
  return {
    schema: 'kopi-docka/plan/1',
    repository,
    units: [
      {
        name: 'shop',
        kind: 'compose',
        strategy: 'stop',
        reason: 'stopped, the surest way',
        stop: [[web], [db]],
        start: [[db], [web]],
        left: [{ name: 'shop-job-1', reason: 'a one-off container' }],
        sources: [
          {
            ...{
              kind: 'volume',
              name: 'shop_db',
              path: '/v/shop_db',
              source: 'root@alpha:/v/shop_db',
              type: 'directory',
            },
            ...{ format: 'direct', readable: 'direct', exclude: ['*.tmp'], destination: null, readOnly: false },
          } as const,
        ],
        recipeSource: 'root@alpha:/recipes/shop',
        uncovered: [{ kind: 'tmpfs', name: '/run/cache', reason: 'it lives in memory', waived: false }],
        warnings: [],
        refused: null,
      },
    ],
    uncovered: [],
    warnings: [],
    errors: [],
  };
}

/** A volume in a point. */
export function pointEntry(name: string, bytes = 1_048_576): PointEntry {
  return { kind: 'volume', name, format: 'direct', snapshot: snapshot(bytes), problem: null };
}

/** A sealed point of the unit `shop` with two volumes. */
export function point(changes: Partial<Point> = {}): Point {
  return {
    id: '3f0c9a52-0000-4000-8000-000000000001',
    unit: 'shop',
    kind: 'compose',
    user: 'root',
    host: 'alpha',
    time: '2026-06-30T12:00:00Z',
    format: 'direct',
    sealed: true,
    complete: true,
    pinned: false,
    problems: [],
    tool: 'kopi-docka/8.0.0',
    entries: [pointEntry('shop_db'), pointEntry('shop_files')],
    recipe: null,
    others: [],
    ...changes,
  };
}

/** The plan of a restore of one volume in place. */
export function restorePlan(changes: Partial<RestorePlan> = {}): RestorePlan {
  const member = { unit: 'shop', stopTimeoutSeconds: null, awaitHealth: false };
  const web = { ...member, id: 'w', name: 'shop-web-1' };
  const db = { ...member, id: 'd', name: 'shop-db-1' };
  return {
    schema: 'kopi-docka/restore-plan/1',
    unit: 'shop',
    point: '3f0c9a52-0000-4000-8000-000000000001',
    time: '2026-06-30T12:00:00Z',
    host: 'alpha',
    targets: [
      {
        ...{
          kind: 'volume',
          name: 'shop_db',
          snapshotId: 'k1',
          format: 'direct',
          type: 'directory',
          target: '/v/shop_db',
        },
        ...{ exchange: 'rename', hadLive: true, create: null, files: 412, bytes: 104_857_600 },
      } as const,
    ],
    networks: [],
    files: [],
    stop: [[web], [db]],
    start: [[db], [web]],
    bytesNeeded: 104_857_600,
    undo: true,
    refusals: [],
    damaged: false,
    warnings: [],
    ...changes,
  };
}

/** A restore that went well. */
export function restoreResult(changes: Partial<RestoreResult> = {}): RestoreResult {
  return {
    schema: 'kopi-docka/restore/1',
    status: 'success',
    exitCode: 0,
    point: '3f0c9a52-0000-4000-8000-000000000001',
    restored: [{ kind: 'volume', name: 'shop_db', target: '/v/shop_db', files: 412, bytes: 104_857_600 }],
    undo: '20260701-120000-ab12',
    downtimeMs: 900,
    containersNotBack: [],
    warnings: [],
    errors: [],
    ...changes,
  };
}

function snapshot(bytes: number): Snapshot {
  return {
    id: `k${bytes}`,
    source: { user: 'root', host: 'alpha', path: '/v' },
    startTime: '2026-06-30T12:00:00Z',
    endTime: '2026-06-30T12:00:01Z',
    incomplete: null,
    root: { type: 'd', name: 'v', object: 'k0', mode: '0755' },
    files: 12,
    bytes,
    failedFiles: 0,
    ignoredErrors: 0,
    errors: [],
    tags: {},
    pins: [],
  };
}
