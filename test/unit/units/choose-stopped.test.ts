import { describe, expect, it } from 'vitest';
import { chooseStopped } from '../../../src/units/choose-stopped.ts';
import { compose, container, discovered, mountBind, mountVolume, unitOf, volume } from './make.ts';

function choose(name: string, engine: Parameters<typeof discovered>[0]) {
  const discovery = discovered(engine);
  const { stop, left, refusal } = chooseStopped(unitOf(discovery, name), discovery.units);
  return { stop: stop.map(({ unit, member }) => `${unit}/${member.name}`), left, refusal };
}

const shop = (service: string, fields: Parameters<typeof container>[1] = {}) =>
  container(`shop-${service}`, { labels: compose('shop', service), mounts: [mountVolume('data')], ...fields });
const volumes = [volume('data')];

describe('chooseStopped', () => {
  it('stops what runs of the unit and leaves the rest stopped', () => {
    const containers = [
      shop('web'),
      shop('loop', { state: 'restarting' }),
      shop('new', { state: 'created' }),
      shop('job', { state: 'exited' }),
      shop('broken', { state: 'dead' }),
      container('other'),
    ];
    expect(choose('shop', { containers, volumes })).toEqual({
      stop: ['shop/shop-loop', 'shop/shop-web'],
      left: [],
      refusal: null,
    });
  });

  it('leaves paused containers as they are, and says so', () => {
    expect(choose('shop', { containers: [shop('web', { state: 'paused' })], volumes })).toEqual({
      stop: [],
      left: [{ name: 'shop-web', reason: 'is paused and can not write' }],
      refusal: null,
    });
  });

  it('stops containers of other units that can write to the same volume, but no readers', () => {
    const containers = [
      shop('web'),
      container('writer', { mounts: [mountVolume('data')] }),
      container('reader', { mounts: [mountVolume('data', { readOnly: true })] }),
      container('idle', { mounts: [mountVolume('data')], state: 'exited' }),
    ];
    expect(choose('shop', { containers, volumes }).stop).toEqual(['shop/shop-web', 'writer/writer']);
  });

  it.each([
    ['into the folder of the volume', '/var/lib/docker/volumes/data/_data/sub', true],
    ['to the folder of the volume', '/var/lib/docker/volumes/data', true],
    ['to the folder of all volumes', '/var/lib/docker/volumes', false],
    ['to the whole host', '/', false],
    ['to a folder beside it', '/var/lib/docker/volumes/data2', false],
  ])('judges a bind %s', (_, source, stopped) => {
    const containers = [shop('web'), container('foreign', { mounts: [mountBind(source)] })];
    expect(choose('shop', { containers, volumes }).stop.includes('foreign/foreign')).toBe(stopped);
  });

  it.each([
    ['the same path', '/srv/shop', true],
    ['a folder in it', '/srv/shop/data', true],
    ['a folder above it', '/srv', true],
    ['the whole host', '/', false],
    ['a name that begins alike', '/srv/shop2', false],
  ])('judges a writer of binds by overlap: %s', (_, source, stopped) => {
    const containers = [
      container('web', { mounts: [mountBind('/srv/shop')] }),
      container('foreign', { mounts: [mountBind(source)] }),
    ];
    expect(choose('web', { containers }).stop.includes('foreign/foreign')).toBe(stopped);
  });

  it('finds the writer of a host folder that a volume is made of, from either side', () => {
    const made = volume('made', { options: { type: 'none', o: 'bind', device: '/srv/shop' } });
    const containers = [
      container('by-volume', { mounts: [mountVolume('made')] }),
      container('by-path', { mounts: [mountBind('/srv/shop')] }),
    ];
    const both = ['by-path/by-path', 'by-volume/by-volume'];
    expect(choose('by-volume', { containers, volumes: [made] }).stop).toEqual(both);
    expect(choose('by-path', { containers, volumes: [made] }).stop).toEqual(both);
  });

  it('stops who lives in a namespace of a stopped one, also at second hand and in other units', () => {
    const containers = [
      shop('vpn'),
      container('client', { joins: ['shop-vpn'] }),
      container('sidecar', { joins: [container('client').id] }),
      container('stopped', { joins: ['shop-vpn'], state: 'exited' }),
      container('stranger', { joins: ['other'] }),
    ];
    expect(choose('shop', { containers, volumes }).stop).toEqual(['client/client', 'shop/shop-vpn', 'sidecar/sidecar']);
  });

  it('leaves the owner of a namespace running when only a guest is stopped', () => {
    const containers = [container('vpn'), container('client', { joins: ['vpn'] })];
    expect(choose('client', { containers }).stop).toEqual(['client/client']);
  });

  it.each([
    ['a --rm container', { autoRemove: true }, '--rm'],
    ['a one-off', { labels: compose('shop', 'run', { 'com.docker.compose.oneoff': 'True' }) }, 'one-off'],
    ['a swarm task', { labels: { 'com.docker.swarm.task.id': 'x' } }, 'swarm'],
  ])('refuses when %s can write to the data', (_, fields, word) => {
    const containers = [shop('web'), container('odd', { mounts: [mountVolume('data')], ...fields })];
    const choice = choose('shop', { containers, volumes });
    expect(choice.refusal).toMatch(new RegExp(`^odd can write to the data and .*${word}`));
    expect(choice.stop).toEqual(['shop/shop-web']);
  });

  it('leaves one that can not be stopped when it only reads, or does not run', () => {
    const reading = { mounts: [mountVolume('data', { readOnly: true })], autoRemove: true };
    const containers = [shop('web'), shop('tail', reading), shop('done', { autoRemove: true, state: 'exited' })];
    expect(choose('shop', { containers, volumes })).toEqual({
      stop: ['shop/shop-web'],
      left: [{ name: 'shop-tail', reason: 'would be removed by its stop (--rm)' }],
      refusal: null,
    });
  });

  it('never stops itself, and is no writer', () => {
    const self = container('tool', { mounts: [mountVolume('data')] });
    const choice = choose('shop', { containers: [shop('web'), self], volumes, selfId: self.id });
    expect(choice).toMatchObject({ stop: ['shop/shop-web'], refusal: null });
  });

  it('stops a service that is switched off only when it writes to what is saved', () => {
    const off = compose('shop', 'off', { 'kopi-docka.enable': 'false' });
    const idle = container('shop-off', { labels: off, mounts: [mountVolume('own')] });
    const writer = container('shop-off', { labels: off, mounts: [mountVolume('data')] });
    const all = [...volumes, volume('own')];
    expect(choose('shop', { containers: [shop('web'), idle], volumes: all })).toMatchObject({
      stop: ['shop/shop-web'],
      left: [{ name: 'shop-off' }],
    });
    expect(choose('shop', { containers: [shop('web'), writer], volumes }).stop).toEqual([
      'shop/shop-off',
      'shop/shop-web',
    ]);
  });

  it('stops nothing for a volume that no container uses', () => {
    const containers = [container('agent', { mounts: [mountBind('/var/lib/docker/volumes')] })];
    expect(choose('data', { containers, volumes })).toEqual({ stop: [], left: [], refusal: null });
  });
});
