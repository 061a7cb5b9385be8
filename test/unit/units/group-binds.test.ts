import { describe, expect, it } from 'vitest';
import { container, discovered, mountBind, paths, unitOf } from './make.ts';

const bindsOf = (...mounts: ReturnType<typeof mountBind>[]) =>
  unitOf(discovered({ containers: [container('web', { mounts })] }), 'web');

describe('groupBinds', () => {
  it('saves one bind a host path, writable when one of its mounts is', () => {
    const discovery = discovered({
      containers: [
        container('web', {
          mounts: [
            mountBind('/srv/a', { destination: '/one', readOnly: true }),
            mountBind('/srv/a', { destination: '/two' }),
          ],
        }),
      ],
    });
    expect(unitOf(discovery, 'web').binds).toMatchObject([
      { source: '/srv/a', destination: '/one', readOnly: false, type: 'directory', within: null },
    ]);
  });

  it('follows symbolic links', () => {
    const discovery = discovered(
      { containers: [container('web', { mounts: [mountBind('/data'), mountBind('/mnt/disk/data')] })] },
      {},
      { paths: paths('/data=/mnt/disk/data') },
    );
    const unit = unitOf(discovery, 'web');
    expect(unit.binds.map((bind) => bind.source)).toEqual(['/mnt/disk/data']);
    expect(unit.members[0]?.container.mounts.map((mount) => mount.source)).toEqual([
      '/mnt/disk/data',
      '/mnt/disk/data',
    ]);
  });

  it('names the outermost bind of the unit that holds another', () => {
    const unit = bindsOf(
      mountBind('/srv/app/data/deep'),
      mountBind('/srv/app'),
      mountBind('/srv/app/data'),
      mountBind('/srv/app2'),
    );
    expect(unit.binds.map((bind) => [bind.source, bind.within])).toEqual([
      ['/srv/app', null],
      ['/srv/app/data', '/srv/app'],
      ['/srv/app/data/deep', '/srv/app'],
      ['/srv/app2', null],
    ]);
  });

  it('names the units that mount the same path, a part of it or a folder above it', () => {
    const discovery = discovered({
      containers: [
        container('web', { mounts: [mountBind('/srv/app')] }),
        container('inner', { mounts: [mountBind('/srv/app/data')] }),
        container('outer', { mounts: [mountBind('/srv')] }),
        container('beside', { mounts: [mountBind('/srv/app2')] }),
        container('monitor', { mounts: [mountBind('/', { readOnly: true })] }),
      ],
    });
    expect(unitOf(discovery, 'web').binds[0]?.sharedWith).toEqual(['inner', 'outer']);
  });

  it('tells of what is missing and waives nothing there', () => {
    const discovery = discovered(
      { containers: [container('web', { mounts: [mountBind('/srv/gone')] })] },
      {},
      { paths: paths('/srv/gone:missing') },
    );
    expect(unitOf(discovery, 'web')).toMatchObject({
      binds: [],
      uncovered: [{ kind: 'bind', name: '/srv/gone', reason: 'does not exist on this host', waived: false }],
    });
  });

  it('waives what is missing when a rule names it, or the unit is switched off', () => {
    const engine = { containers: [container('web', { mounts: [mountBind('/srv/gone'), mountBind('/srv/lost')] })] };
    const missing = { paths: paths('/srv/gone:missing', '/srv/lost:missing') };
    const rule = { pattern: 'web', volumes: {}, binds: { '/srv/gone': { enable: false } } };
    expect(unitOf(discovered(engine, { units: [rule] }, missing), 'web').uncovered).toMatchObject([
      { name: '/srv/gone', reason: 'does not exist on this host', waived: true },
      { name: '/srv/lost', waived: false },
    ]);
    const off = { pattern: 'web', enable: false, volumes: {}, binds: {} };
    expect(unitOf(discovered(engine, { units: [off] }, missing), 'web').uncovered).toMatchObject([
      { waived: true },
      { waived: true },
    ]);
  });

  it('leaves every bind to an engine elsewhere', () => {
    const discovery = discovered({
      containers: [container('web', { mounts: [mountBind('/srv/a'), mountBind('/proc')] })],
      engine: { local: false },
    });
    expect(unitOf(discovery, 'web')).toMatchObject({
      binds: [],
      uncovered: [
        { name: '/proc', waived: true },
        { name: '/srv/a', waived: false },
      ],
    });
  });

  it('saves no bind when the config switches them off, but for one that a rule switches on', () => {
    const discovery = discovered(
      { containers: [container('web', { mounts: [mountBind('/srv/a'), mountBind('/srv/b')] })] },
      { backup: { binds: false }, units: [{ pattern: 'web', volumes: {}, binds: { '/srv/b': { enable: true } } }] },
    );
    expect(unitOf(discovery, 'web')).toMatchObject({
      binds: [{ source: '/srv/b' }],
      uncovered: [{ name: '/srv/a', waived: true }],
    });
  });

  it('finds the rule of a bind by the path as it was written', () => {
    const discovery = discovered(
      { containers: [container('web', { mounts: [mountBind('/data')] })] },
      { units: [{ pattern: 'web', volumes: {}, binds: { '/data': { exclude: ['*.tmp'] } } }] },
      { paths: paths('/data=/mnt/disk/data') },
    );
    expect(unitOf(discovery, 'web').binds).toMatchObject([{ source: '/mnt/disk/data', exclude: ['*.tmp'] }]);
  });
});
