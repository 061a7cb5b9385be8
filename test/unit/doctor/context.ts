import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../../src/config/load.ts';
import { resolvePlaces } from '../../../src/config/places.ts';
import type { Config } from '../../../src/config/types.ts';
import type { Engine, EngineInfo } from '../../../src/docker/types.ts';
import type { Check, DoctorContext, Observation } from '../../../src/doctor/types.ts';
import type { RepositoryStatus } from '../../../src/kopia/types.ts';
import type { Point } from '../../../src/points/types.ts';
import type { Discovery, Unit } from '../../../src/units/types.ts';
import { temporaryFolder } from '../host/temporary.ts';

const INFO: EngineInfo = {
  id: 'ENGINE',
  name: 'alpha',
  version: '26.1.5',
  apiVersion: '1.45',
  rootDir: '/',
  rootless: false,
  endpoint: 'unix:///var/run/docker.sock',
  local: true,
};

const STATUS: RepositoryStatus = {
  uniqueId: 'f00',
  type: 'filesystem',
  target: '/backups',
  user: 'root',
  host: 'alpha',
};

/** A context in a fresh home, where everything answers; a test changes what it is about. */
export function context(change: Partial<DoctorContext> = {}): DoctorContext & { readonly home: string } {
  const home = temporaryFolder();
  const places = resolvePlaces({ KOPI_DOCKA_HOME: home }, 0, { config: null });
  return {
    home,
    env: { PATH: process.env['PATH'] },
    places,
    loaded: loadConfig(places, {}),
    identity: { user: 'root', host: 'alpha' },
    engine: async () => ({ info: async () => INFO }) as Engine,
    repository: () => repository(join(home, 'repository')),
    discover: async () => discovery(),
    points: async () => [],
    ...change,
  };
}

/** A repository that opens, unless `failure` says why it does not. */
export function repository(localPath: string | null, failure: Error | null = null) {
  return {
    type: 'filesystem',
    target: localPath ?? 's3:bucket',
    localPath,
    open: async () => {
      if (failure) throw failure;
      return { status: async () => STATUS } as never;
    },
  };
}

/** The same context with another setting of the config. */
export function withBackup(given: DoctorContext, backup: Partial<Config['backup']>): DoctorContext {
  const { config } = given.loaded;
  return { ...given, loaded: { ...given.loaded, config: { ...config, backup: { ...config.backup, ...backup } } } };
}

export function discovery(change: Partial<Discovery> = {}): Discovery {
  return { units: [], uncovered: [], unknownLabels: [], warnings: [], ...change };
}

export function unit(name: string, change: Partial<Unit> = {}): Unit {
  const rules = { enabled: true, strategy: 'auto', format: 'direct', stopTimeout: null, exclude: [] } as const;
  const nothing = { members: [], volumes: [], binds: [], networks: [], project: null, uncovered: [] };
  return { name, kind: 'compose', ...nothing, rules, ...change } as Unit;
}

/** A whole point of this host, so many hours old. */
export function point(name: string, hoursOld: number, change: Partial<Point> = {}): Point {
  return {
    id: `point-${hoursOld}`,
    unit: name,
    kind: 'compose',
    user: 'root',
    host: 'alpha',
    time: new Date(Date.now() - hoursOld * 3_600_000).toISOString(),
    format: 'direct',
    sealed: true,
    complete: true,
    pinned: false,
    tool: 'kopi-docka/8.0.0',
    entries: [],
    recipe: null,
    others: [],
    problems: [],
    ...change,
  };
}

/** A host on which a backup has run: the repository's folder and the kept identity are there. */
export function usedContext(change: Partial<DoctorContext> = {}): ReturnType<typeof context> {
  const made = context(change);
  mkdirSync(join(made.home, 'repository'));
  mkdirSync(made.places.state);
  writeFileSync(join(made.places.state, 'identity.json'), '{"user":"root","host":"alpha"}');
  return made;
}

/** What a check says, as `severity message`. */
export async function says(check: Check, given: DoctorContext): Promise<readonly string[]> {
  return (await check.run(given)).map(line);
}

export const line = ({ severity, message }: Observation): string => `${severity} ${message}`;
