import type { Container, EngineInfo, Inventory, Mount, Volume } from '../../../src/docker/types.ts';
import type { Snapshot } from '../../../src/kopia/types.ts';
import type { Point, PointEntry } from '../../../src/points/types.ts';
import type { Placement } from '../../../src/restore/check-safety.ts';
import type { Destination } from '../../../src/restore/choose-destinations.ts';
import type { Site } from '../../../src/restore/survey-sites.ts';
import type { RestoreRequest } from '../../../src/restore/types.ts';
import type { Member, Unit, Unstoppable } from '../../../src/units/types.ts';

export const ROOT = '/var/lib/docker';

export const ENGINE: EngineInfo = {
  ...{ id: 'E', name: 'lab', version: '26.1.5', apiVersion: '1.45', endpoint: 'unix:///run/docker.sock' },
  ...{ rootDir: ROOT, rootless: false, local: true },
};

export function request(wanted: Partial<RestoreRequest> = {}): RestoreRequest {
  return {
    ...{ unit: 'shop', at: null, previous: 0, point: null, host: null, volumes: [], toVolume: {}, toDir: null },
    ...{ rename: null, start: true, create: true, keepUndo: true, dryRun: false },
    ...wanted,
  };
}

export function snapshot(wanted: Partial<Snapshot> = {}): Snapshot {
  return {
    id: 's1',
    source: { user: 'root', host: 'lab', path: '/data' },
    startTime: '2026-01-01T00:00:00Z',
    endTime: '2026-01-01T00:00:01Z',
    incomplete: null,
    root: { type: 'd', name: '_data', object: 'k1', mode: '0755' },
    ...{ files: 10, bytes: 1000, failedFiles: 0, ignoredErrors: 0, errors: [], tags: {}, pins: [] },
    ...wanted,
  };
}

export function entry(kind: PointEntry['kind'], name: string, wanted: Partial<PointEntry> = {}): PointEntry {
  return { kind, name, format: 'direct', snapshot: snapshot({ id: `s-${name}` }), problem: null, ...wanted };
}

export function point(entries: readonly PointEntry[], wanted: Partial<Point> = {}): Point {
  return {
    ...{ id: 'p1', unit: 'shop', kind: 'compose', user: 'root', host: 'lab', time: '2026-01-01T00:00:00Z' },
    ...{ format: 'direct', sealed: true, complete: true, pinned: false, tool: 'kopi-docka/8' },
    ...{ recipe: null, others: [], problems: [] },
    entries,
    ...wanted,
  } as Point;
}

export function volume(name: string, wanted: Partial<Volume> = {}): Volume {
  return {
    ...{ name, driver: 'local', options: {}, labels: {}, mountpoint: `${ROOT}/volumes/${name}/_data` },
    ...wanted,
  };
}

export function volumeMount(name: string, readOnly = false): Mount {
  return { type: 'volume', name, source: `${ROOT}/volumes/${name}/_data`, destination: '/data', readOnly };
}

export function bindMount(source: string, readOnly = false): Mount {
  return { type: 'bind', name: null, source, destination: '/data', readOnly };
}

export function member(
  name: string,
  mounts: readonly Mount[],
  { unstoppable = null, ...wanted }: Partial<Container> & { readonly unstoppable?: Unstoppable } = {},
): Member {
  const container: Container = {
    ...{ id: `id-${name}`, name, image: 'i', imageId: 'i', state: 'running', startedAt: '', restartCount: 0 },
    ...{ restartPolicy: 'no', autoRemove: false, hasHealthcheck: false, health: null, stopTimeout: null },
    ...{ labels: {}, networks: [], joins: [], volumesFrom: [], raw: {} },
    mounts,
    ...wanted,
  };
  return {
    ...{ container, name, service: name, dependsOn: [], unstoppable, enabled: true, stopTimeout: null },
    hooks: { before: null, after: null },
  };
}

export function unit(name: string, members: readonly Member[]): Unit {
  return {
    ...{ name, kind: 'compose', members, volumes: [], binds: [], networks: [], project: null, uncovered: [] },
    rules: { enabled: true, strategy: 'auto', format: 'direct', stopTimeout: null, exclude: [] },
  } as Unit;
}

export function inventory(volumes: readonly Volume[], containers: readonly Container[] = []): Inventory {
  return { engine: ENGINE, containers, volumes, networks: [], selfId: null, warnings: [] };
}

export function destination(kind: Destination['kind'], name: string, wanted: Partial<Destination> = {}): Destination {
  const isVolume = kind === 'volume';
  return {
    entry: entry(isVolume ? 'volume' : 'bind', name),
    sealed: null,
    ...{ kind, name, path: isVolume ? volume(name).mountpoint : name, exchange: 'rename' },
    ...{ existing: isVolume ? volume(name) : null, create: null, defined: null },
    ...wanted,
  };
}

export function site(path: string, wanted: Partial<Site> = {}): Site {
  return {
    ...{ path, throughSymlink: false, found: 'directory', empty: false, folder: '/', device: 1 },
    ...{ freeBytes: 1e12, readOnly: false, mountPoint: false, mountsBelow: [] },
    ...wanted,
  };
}

export function placement(to: Destination, wanted: Partial<Site> = {}): Placement {
  return { to, site: site(to.path, wanted) };
}
