import { describe, expect, it } from 'vitest';
import { compose, container, discovered, mountBind, mountVolume, unitOf, volume } from './make.ts';

const names = (discovery: ReturnType<typeof discovered>) => discovery.units.map((unit) => [unit.kind, unit.name]);

describe('groupUnits', () => {
  it('makes a unit of each Compose project, of each other container and of each volume that nothing uses', () => {
    const discovery = discovered({
      containers: [
        container('shop-web-1', { labels: compose('shop', 'web') }),
        container('shop-db-1', { labels: compose('shop', 'db'), state: 'exited' }),
        container('alone', { mounts: [mountVolume('alone_data')] }),
      ],
      volumes: [volume('alone_data'), volume('forgotten')],
    });
    expect(names(discovery)).toEqual([
      ['container', 'alone'],
      ['volume', 'forgotten'],
      ['compose', 'shop'],
    ]);
    expect(unitOf(discovery, 'shop').members.map((member) => [member.name, member.service])).toEqual([
      ['shop-db-1', 'db'],
      ['shop-web-1', 'web'],
    ]);
  });

  it('keeps a project whose containers are gone, by its volumes', () => {
    const discovery = discovered({
      volumes: [volume('shop_db', { labels: { 'com.docker.compose.project': 'shop' } })],
    });
    expect(unitOf(discovery, 'shop')).toMatchObject({
      kind: 'compose',
      members: [],
      volumes: [{ volume: { name: 'shop_db' } }],
    });
  });

  it('gives a project the volumes that its containers mount and those that carry its label, each once', () => {
    const labels = { 'com.docker.compose.project': 'shop' };
    const discovery = discovered({
      containers: [
        container('shop-web-1', {
          labels: compose('shop', 'web'),
          mounts: [mountVolume('shop_a'), mountVolume('outside')],
        }),
        container('shop-db-1', { labels: compose('shop', 'db'), mounts: [mountVolume('shop_a')] }),
      ],
      volumes: [volume('shop_a', { labels }), volume('shop_idle', { labels }), volume('outside')],
    });
    expect(unitOf(discovery, 'shop').volumes.map(({ volume: { name } }) => name)).toEqual([
      'outside',
      'shop_a',
      'shop_idle',
    ]);
  });

  it('names containers and volumes by their kind where another kind has the name', () => {
    const discovery = discovered({
      containers: [container('shop-web-1', { labels: compose('shop', 'web') }), container('shop'), container('data')],
      volumes: [volume('data'), volume('only')],
    });
    expect(discovery.units.map((unit) => unit.name)).toEqual([
      'container:data',
      'container:shop',
      'only',
      'shop',
      'volume:data',
    ]);
  });

  it.each(['../../etc/x', 'a b', 'a\nb', '', '-x', 'ä', 'a/b'])(
    'takes the forged project name %j for none',
    (project) => {
      const discovery = discovered({
        containers: [container('web', { labels: compose(project, 'web') })],
        volumes: [volume('data', { labels: { 'com.docker.compose.project': project } })],
      });
      expect(names(discovery)).toEqual([
        ['volume', 'data'],
        ['container', 'web'],
      ]);
    },
  );

  it('does not see its own helper containers, but whoever only carries their label', () => {
    const labels = { 'kopi-docka.helper': 'run' };
    const discovery = discovered({
      containers: [
        container('kopi-docka-keeper-0123456789abcdef', { labels, mounts: [mountVolume('data')] }),
        container('forged', { labels }),
      ],
      volumes: [volume('data')],
    });
    expect(names(discovery)).toEqual([
      ['volume', 'data'],
      ['container', 'forged'],
    ]);
  });

  it('marks the volumes that units share, and anonymous ones', () => {
    const anonymous = 'ab'.repeat(32);
    const discovery = discovered({
      containers: [
        container('one', { mounts: [mountVolume('shared'), mountVolume(anonymous)] }),
        container('two', { mounts: [mountVolume('shared')], state: 'exited' }),
      ],
      volumes: [volume('shared'), volume(anonymous)],
    });
    expect(unitOf(discovery, 'one').volumes).toMatchObject([
      { volume: { name: anonymous }, anonymous: true, sharedWith: [] },
      { volume: { name: 'shared' }, anonymous: false, sharedWith: ['two'] },
    ]);
  });

  it('takes a bind of the folder of a volume for a use of that volume', () => {
    const discovery = discovered({
      containers: [container('reader', { mounts: [mountBind('/var/lib/docker/volumes/data/_data/sub')] })],
      volumes: [volume('data')],
    });
    expect(names(discovery)).toEqual([['container', 'reader']]);
    expect(unitOf(discovery, 'reader')).toMatchObject({
      volumes: [{ volume: { name: 'data' } }],
      binds: [],
      uncovered: [],
    });
  });

  it('reads the project from the labels of its containers', () => {
    const labels = compose('shop', 'web', {
      'com.docker.compose.project.working_dir': '/srv/my shop',
      'com.docker.compose.project.config_files': '/srv/my shop/compose.yaml,override.yml,-',
      'com.docker.compose.project.environment_file': '/srv/prod.env',
    });
    expect(unitOf(discovered({ containers: [container('shop-web-1', { labels })] }), 'shop').project).toEqual({
      name: 'shop',
      workingDir: '/srv/my shop',
      configFiles: ['/srv/my shop/compose.yaml', '/srv/my shop/override.yml'],
      environmentFiles: ['/srv/prod.env'],
    });
  });

  it('lists the networks that a unit uses or owns, without those of every engine', () => {
    const network = (name: string, labels: object | null) => ({
      id: name,
      name,
      driver: 'bridge',
      raw: { Labels: labels },
    });
    const discovery = discovered({
      containers: [container('shop-web-1', { labels: compose('shop', 'web'), networks: ['bridge', 'shop_front'] })],
      networks: [
        network('shop_front', null),
        network('shop_idle', { 'com.docker.compose.project': 'shop' }),
        network('x', {}),
      ],
    });
    expect(unitOf(discovery, 'shop').networks).toEqual(['shop_front', 'shop_idle']);
  });

  it('tells of memory, of unknown kinds of mounts and of volumes that Docker does not describe', () => {
    const discovery = discovered({
      containers: [
        container('web', {
          mounts: [
            { type: 'tmpfs', name: null, source: '', destination: '/tmp', readOnly: false },
            { type: 'other', name: null, source: '', destination: '/odd', readOnly: false },
            mountVolume('hung'),
          ],
        }),
      ],
      warnings: ['the driver of the volume hung does not answer'],
    });
    expect(unitOf(discovery, 'web').uncovered).toMatchObject([
      { kind: 'volume', name: 'hung', waived: false },
      { kind: 'tmpfs', name: 'web:/tmp', waived: true },
      { kind: 'volume', name: 'web:/odd', waived: false },
    ]);
    expect(discovery.uncovered).toMatchObject([
      { reason: 'the driver of the volume hung does not answer', waived: false },
    ]);
  });

  it('waives those that the config switches off by name', () => {
    const odd = { type: 'other', name: null, source: '', destination: '/odd', readOnly: false } as const;
    const discovery = discovered(
      { containers: [container('web', { mounts: [odd, mountVolume('hung')] })] },
      {
        units: [{ pattern: 'web', binds: {}, volumes: { 'web:/odd': { enable: false }, 'hu*': { enable: false } } }],
      },
    );
    expect(unitOf(discovery, 'web').uncovered).toMatchObject([
      { name: 'hung', waived: true },
      { name: 'web:/odd', waived: true },
    ]);
  });

  it('gives the same answer whatever the order of the engine', () => {
    const containers = [
      container('shop-web-1', { labels: compose('shop', 'web'), mounts: [mountBind('/srv/b'), mountBind('/srv/a')] }),
      container('shop-db-1', { labels: compose('shop', 'db'), mounts: [mountVolume('b'), mountVolume('a')] }),
      container('alone', { mounts: [mountVolume('a')] }),
    ];
    const volumes = [volume('a'), volume('b'), volume('c')];
    const forward = discovered({ containers, volumes });
    expect(discovered({ containers: [...containers].reverse(), volumes: [...volumes].reverse() })).toEqual(forward);
  });
});
