import { describe, expect, it } from 'vitest';
import { planBackup } from '../../../src/backup/plan-backup.ts';
import type { BackupRequest } from '../../../src/backup/types.ts';
import type { Container, Inventory, Mount, Volume } from '../../../src/docker/types.ts';
import type { Member, Unit, UnitVolume } from '../../../src/units/types.ts';

const ALL: BackupRequest = {
  units: [],
  strategy: null,
  format: null,
  exclude: [],
  start: true,
  acceptShrink: false,
  dryRun: true,
};
const rules = { enabled: true, strategy: 'auto', format: 'direct', stopTimeout: null, exclude: [] } as const;

const volume = (name: string): Volume => ({
  name,
  driver: 'local',
  options: {},
  labels: {},
  mountpoint: `/var/lib/docker/volumes/${name}/_data`,
});
const unitVolume = (name: string, more: Partial<UnitVolume> = {}): UnitVolume => ({
  volume: volume(name),
  readable: 'direct',
  anonymous: false,
  sharedWith: [],
  exclude: [],
  format: 'direct',
  ...more,
});
const mount = (name: string, readOnly = false): Mount => ({
  type: 'volume',
  name,
  source: volume(name).mountpoint,
  destination: '/data',
  readOnly,
});

function member(
  name: string,
  mounts: readonly Mount[],
  more: Partial<Container> = {},
  extra: Partial<Member> = {},
): Member {
  const container = {
    id: `id-of-${name}`,
    name,
    state: 'running',
    mounts,
    joins: [],
    volumesFrom: [],
    hasHealthcheck: false,
    ...more,
  };
  return {
    container: container as unknown as Container,
    name,
    service: name,
    dependsOn: [],
    unstoppable: null,
    enabled: true,
    stopTimeout: null,
    hooks: { before: null, after: null },
    ...extra,
  } as Member;
}

function unit(
  name: string,
  members: readonly Member[],
  volumes: readonly UnitVolume[],
  more: Partial<Unit> = {},
): Unit {
  return {
    name,
    kind: 'compose',
    members,
    volumes,
    binds: [],
    networks: [],
    project: null,
    rules,
    uncovered: [],
    ...more,
  };
}

function plan(units: readonly Unit[], request: Partial<BackupRequest> = {}, ownFolders: readonly string[] = []) {
  return planBackup(
    { ...ALL, ...request },
    {
      inventory: { engine: { rootDir: '/var/lib/docker' } } as Inventory,
      discovery: { units, uncovered: [], unknownLabels: [], warnings: [] },
      repository: { type: 'filesystem', target: '/repository' },
      identity: { user: 'root', host: 'alpha' },
      ownFolders,
      projects: new Map(),
      config: { backup: { strict: false, redactEnvironment: false } },
    },
  );
}

const names = (levels: readonly (readonly { name: string }[])[]) =>
  levels.map((level) => level.map(({ name }) => name));

describe('planBackup', () => {
  it('stops dependents first and starts them last', () => {
    const web = member('web', [], {}, { dependsOn: [{ service: 'db', condition: 'service_started' }] });
    const [shop] = plan([unit('shop', [web, member('db', [mount('v')])], [unitVolume('v')])]).units;
    expect(names(shop?.stop ?? [])).toEqual([['web'], ['db']]);
    expect(names(shop?.start ?? [])).toEqual([['db'], ['web']]);
    expect(shop?.strategy).toBe('stop');
  });

  it('awaits the health of a member that others wait for', () => {
    const web = member('web', [], {}, { dependsOn: [{ service: 'db', condition: 'service_healthy' }] });
    const db = member('db', [mount('v')], { hasHealthcheck: true });
    const [shop] = plan([unit('shop', [web, db], [unitVolume('v')])]).units;
    expect(shop?.start.flat().map(({ name, awaitHealth }) => [name, awaitHealth])).toEqual([
      ['db', true],
      ['web', false],
    ]);
  });

  it('takes along containers of other units that can write to a shared volume', () => {
    const shop = unit('shop', [member('db', [mount('v')])], [unitVolume('v')]);
    const other = unit('other', [member('sync', [mount('v')]), member('bystander', [])], []);
    const [first] = plan([shop, other], { units: ['shop'] }).units;
    expect(first?.stop.flat().map(({ name, foreign }) => [name, foreign])).toEqual([
      ['db', null],
      ['sync', 'other'],
    ]);
  });

  it('stops nothing of a unit without data', () => {
    const [app] = plan([unit('app', [member('web', [])], [])]).units;
    expect(app).toMatchObject({ strategy: 'none', stop: [], start: [], sources: [], refused: null, warnings: [] });
  });

  it('refuses a unit whose writer can not be stopped, and plans the others', () => {
    const busy = unit('busy', [member('temp', [mount('v')], {}, { unstoppable: 'auto-remove' })], [unitVolume('v')]);
    const calm = unit('calm', [member('db', [mount('w')])], [unitVolume('w')]);
    const [first, second] = plan([busy, calm]).units;
    expect(first?.refused).toMatchObject({ code: 'E_UNSTOPPABLE', message: expect.stringContaining('temp') });
    expect(second?.refused).toBeNull();
  });

  it('reads such a unit live when asked to, and says so', () => {
    const busy = unit(
      'busy',
      [member('temp', [mount('v')], {}, { unstoppable: 'auto-remove' }), member('db', [mount('v')])],
      [unitVolume('v')],
    );
    const [first] = plan([busy], { strategy: 'none' }).units;
    expect(first).toMatchObject({ refused: null, strategy: 'none', stop: [], left: [{ name: 'db' }] });
    expect(first?.warnings).toMatchObject([{ code: 'W_LIVE' }]);
  });

  it('leaves a paused member as it is, and says how its files are read', () => {
    const paused = member('db', [mount('v')], { state: 'paused' });
    const [shop] = plan([unit('shop', [paused], [unitVolume('v')])]).units;
    expect(shop).toMatchObject({ stop: [], left: [{ name: 'db' }], warnings: [{ code: 'W_PAUSED' }] });
  });

  it('keeps our own folders out of a bind that contains them', () => {
    const bind = {
      source: '/srv',
      destination: '/srv',
      readOnly: false,
      type: 'directory' as const,
      within: null,
      sharedWith: [],
      exclude: ['*.tmp'],
    };
    const [app] = plan([unit('app', [], [], { binds: [bind] })], {}, ['/srv/my backups [1]', '/elsewhere']).units;
    expect(app?.sources).toMatchObject([
      { kind: 'bind', source: 'root@alpha:/srv', exclude: ['*.tmp', '/my\\ backups\\ \\[1\\]/'] },
    ]);
  });

  it('reads a bind within another one together with that one', () => {
    const bind = (source: string, within: string | null) => ({
      source,
      destination: source,
      readOnly: false,
      type: 'directory' as const,
      within,
      sharedWith: [],
      exclude: [],
    });
    const [app] = plan([unit('app', [], [], { binds: [bind('/srv', null), bind('/srv/inner', '/srv')] })]).units;
    expect(app?.sources.map(({ name }) => name)).toEqual(['/srv']);
  });

  it('stores what only a stream can reach as tar, and files of binds always direct', () => {
    const file = {
      source: '/etc/app.ini',
      destination: '/app.ini',
      readOnly: true,
      type: 'file' as const,
      within: null,
      sharedWith: [],
      exclude: [],
    };
    const [app] = plan([
      unit('app', [], [unitVolume('p', { readable: 'stream' }), unitVolume('v')], { binds: [file] }),
    ]).units;
    expect(app?.sources.map(({ name, format }) => [name, format])).toEqual([
      ['p', 'tar'],
      ['v', 'direct'],
      ['/etc/app.ini', 'direct'],
    ]);
    const [forced] = plan([unit('app', [], [unitVolume('v')], { binds: [file] })], { format: 'tar' }).units;
    expect(forced?.sources.map(({ format }) => format)).toEqual(['tar', 'direct']);
  });

  it('refuses a pattern of the command line that kopia can not follow', () => {
    expect(() => plan([], { exclude: ['*.ok', 'bad['] })).toThrow(
      'the pattern "bad[" of --exclude can not be used: a [ has no ]',
    );
  });

  it('refuses a unit with a bad pattern in a label, by the name of its owner', () => {
    const labels = { 'kopi-docka.exclude': 'bad[' };
    const bad = unitVolume('v', { exclude: ['bad['], volume: { ...volume('v'), labels } });
    const { units } = plan([unit('shop', [], [bad]), unit('blog', [], [unitVolume('w')])]);
    expect(units.map(({ refused }) => refused?.code ?? null)).toEqual(['E_CONFIG', null]);
    expect(units[0]?.refused?.message).toContain('"bad[" in the label kopi-docka.exclude of volume v ');
  });
});
