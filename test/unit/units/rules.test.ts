import { describe, expect, it } from 'vitest';
import { compose, container, discovered, mountBind, mountVolume, unitOf, volume } from './make.ts';

const rule = { volumes: {}, binds: {} };

describe('rules of units', () => {
  it('come from the config, else from labels, else from backup:', () => {
    const containers = [
      container('plain'),
      container('labelled', { labels: { 'kopi-docka.strategy': 'pause', 'kopi-docka.format': 'tar' } }),
      container('ruled', { labels: { 'kopi-docka.strategy': 'pause', 'kopi-docka.format': 'tar' } }),
    ];
    const discovery = discovered(
      { containers },
      {
        backup: { strategy: 'warm', format: 'direct', exclude: ['*.sock'], stopTimeoutSeconds: 30 },
        units: [
          { ...rule, pattern: 'ruled', strategy: 'none', format: 'direct', exclude: ['*.log'], stopTimeoutSeconds: 5 },
        ],
      },
    );
    const rules = (name: string) => unitOf(discovery, name).rules;
    expect(rules('plain')).toEqual({
      enabled: true,
      strategy: 'warm',
      format: 'direct',
      stopTimeout: 30,
      waivedFiles: [],
      exclude: ['*.sock'],
    });
    expect(rules('labelled')).toMatchObject({ strategy: 'pause', format: 'tar' });
    expect(rules('ruled')).toMatchObject({
      strategy: 'none',
      format: 'direct',
      stopTimeout: 5,
      exclude: ['*.sock', '*.log'],
    });
  });

  it('are chosen by the most specific pattern that fits', () => {
    const units = [
      { ...rule, pattern: '*', strategy: 'none' as const },
      { ...rule, pattern: 'shop-*', strategy: 'pause' as const },
      { ...rule, pattern: 'shop-eu', strategy: 'warm' as const },
      { ...rule, pattern: 'container:alone', strategy: 'freeze' as const },
    ];
    const containers = ['shop-eu', 'shop-us', 'other', 'alone'].map((name) => container(name));
    const discovery = discovered({ containers }, { units });
    expect(discovery.units.map((unit) => [unit.name, unit.rules.strategy])).toEqual([
      ['alone', 'freeze'],
      ['other', 'none'],
      ['shop-eu', 'warm'],
      ['shop-us', 'pause'],
    ]);
  });

  it('give each container its own grace', () => {
    const containers = [
      container('shop-web-1', { labels: compose('shop', 'web', { 'kopi-docka.stop-timeout': '2m' }) }),
      container('shop-db-1', { labels: compose('shop', 'db') }),
    ];
    const graces = (units: Parameters<typeof discovered>[1]) =>
      unitOf(discovered({ containers }, units), 'shop').members.map((member) => [member.service, member.stopTimeout]);
    expect(graces({})).toEqual([
      ['db', null],
      ['web', 120],
    ]);
    expect(graces({ units: [{ ...rule, pattern: 'shop', stopTimeoutSeconds: 7 }] })).toEqual([
      ['db', 7],
      ['web', 7],
    ]);
  });

  it('of one unit that contradict each other count as not set, with a warning', () => {
    const containers = [
      container('shop-web-1', { labels: compose('shop', 'web', { 'kopi-docka.strategy': 'pause' }) }),
      container('shop-db-1', { labels: compose('shop', 'db', { 'kopi-docka.strategy': 'none' }) }),
    ];
    const discovery = discovered({ containers });
    expect(unitOf(discovery, 'shop').rules.strategy).toBe('auto');
    expect(discovery.warnings).toMatchObject([
      { code: 'W_LABEL', message: expect.stringContaining('kopi-docka.strategy') },
    ]);
  });

  it('tell of labels that nobody knows and of values that are not understood', () => {
    const discovery = discovered({
      containers: [container('web', { labels: { 'kopi-docka.enabel': 'false', 'kopi-docka.format': 'zip' } })],
      volumes: [volume('data', { labels: { 'kopi-docka.foo': '' } })],
    });
    expect(discovery.unknownLabels).toEqual([
      { on: 'data', label: 'kopi-docka.foo' },
      { on: 'web', label: 'kopi-docka.enabel' },
    ]);
    expect(discovery.warnings).toMatchObject([{ message: expect.stringContaining('kopi-docka.format on web') }]);
  });
});

describe('what is switched off', () => {
  it('is waived by name: a volume by its label or rule, by its name or its key in the Compose file', () => {
    const key = (name: string, more = {}) => ({
      'com.docker.compose.project': 'shop',
      'com.docker.compose.volume': name,
      ...more,
    });
    const discovery = discovered(
      {
        volumes: [
          volume('shop_cache', { labels: key('cache') }),
          volume('shop_tmp', { labels: key('tmp', { 'kopi-docka.enable': 'false' }) }),
          volume('shop_logs', { labels: key('logs') }),
          volume('shop_db', { labels: key('db', { 'kopi-docka.exclude': '*.bak, /x/' }) }),
        ],
      },
      {
        units: [
          {
            ...rule,
            pattern: 'shop',
            volumes: {
              cache: { enable: false },
              shop_logs: { enable: false },
              db: { exclude: ['*.bak'], format: 'tar' },
            },
          },
        ],
      },
    );
    const unit = unitOf(discovery, 'shop');
    expect(unit.volumes).toMatchObject([{ volume: { name: 'shop_db' }, exclude: ['*.bak', '/x/'], format: 'tar' }]);
    expect(unit.uncovered.map(({ name, waived }) => [name, waived])).toEqual([
      ['shop_cache', true],
      ['shop_logs', true],
      ['shop_tmp', true],
    ]);
  });

  it('is a whole unit with all its data when each of its containers says so', () => {
    const off = { 'kopi-docka.enable': 'false' };
    const engine = {
      containers: [container('web', { labels: off, mounts: [mountVolume('data'), mountBind('/srv/a')] })],
      volumes: [volume('data')],
    };
    expect(unitOf(discovered(engine), 'web')).toMatchObject({
      rules: { enabled: false },
      volumes: [],
      binds: [],
      uncovered: [
        { kind: 'volume', name: 'data', waived: true },
        { kind: 'bind', name: '/srv/a', waived: true },
      ],
    });
    const switchedOn = discovered(engine, { units: [{ ...rule, pattern: 'web', enable: true }] });
    expect(unitOf(switchedOn, 'web')).toMatchObject({
      rules: { enabled: true },
      volumes: [{}],
      binds: [{}],
      uncovered: [],
    });
  });

  it('is a service with the data that it alone uses', () => {
    const discovery = discovered({
      containers: [
        container('shop-web-1', { labels: compose('shop', 'web'), mounts: [mountVolume('both')] }),
        container('shop-cache-1', {
          labels: compose('shop', 'cache', { 'kopi-docka.enable': 'false' }),
          mounts: [mountVolume('both'), mountVolume('own'), mountBind('/srv/own')],
        }),
      ],
      volumes: [volume('both'), volume('own')],
    });
    expect(unitOf(discovery, 'shop')).toMatchObject({
      rules: { enabled: true },
      volumes: [{ volume: { name: 'both' } }],
      binds: [],
      uncovered: [{ name: 'own' }, { name: '/srv/own' }],
    });
  });
});
