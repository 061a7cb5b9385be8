import { describe, expect, test } from 'vitest';
import type { Seal, SealedSnapshot } from '../../../src/points/types.ts';
import { chooseDestinations, sealedOf } from '../../../src/restore/choose-destinations.ts';
import { entry, ROOT, request, snapshot, volume } from './samples.ts';

const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.volume': 'db', purpose: 'data' };
const definition = { name: 'shop_db', driver: 'local', options: {}, labels };
const facts = { entries: [entry('volume', 'shop_db')], seal: null, definitions: [definition], rootDir: ROOT };

describe('in place', () => {
  test('a volume that is there is replaced where it lies', () => {
    const existing = volume('shop_db', { mountpoint: '/elsewhere/_data' });
    expect(chooseDestinations(request(), { ...facts, volumes: [existing] })).toMatchObject([
      { kind: 'volume', name: 'shop_db', path: '/elsewhere/_data', existing, create: null, defined: definition },
    ]);
  });

  test('a volume that is gone is made as the point describes it', () => {
    expect(chooseDestinations(request(), { ...facts, volumes: [] })).toMatchObject([
      { path: `${ROOT}/volumes/shop_db/_data`, existing: null, create: definition },
    ]);
  });

  test('a volume that is gone and that nobody described is made as a plain local one', () => {
    const [made] = chooseDestinations(request(), { ...facts, definitions: [], volumes: [] });
    expect(made?.create).toEqual({ name: 'shop_db', driver: 'local', options: {}, labels: {} });
  });

  test('a bind goes back to its host path', () => {
    const entries = [entry('bind', '/srv/app')];
    expect(chooseDestinations(request(), { ...facts, entries, volumes: [] })).toMatchObject([
      { kind: 'bind', name: '/srv/app', path: '/srv/app', create: null },
    ]);
  });
});

test('a new volume gets the labels of the old one, but for those by which Compose knows it', () => {
  const [copy] = chooseDestinations(request({ toVolume: { shop_db: 'copy' } }), { ...facts, volumes: [] });
  expect(copy).toMatchObject({ name: 'copy', defined: null, create: { name: 'copy', labels: { purpose: 'data' } } });
});

test('below a folder volumes keep their names, binds get theirs from their path, and two alike are told apart', () => {
  const entries = [entry('volume', 'bind_srv_a'), entry('bind', '/srv/a'), entry('bind', '/srv_a')];
  const chosen = chooseDestinations(request({ toDir: '/out' }), { ...facts, entries, volumes: [] });
  expect(chosen.map(({ kind, path }) => [kind, path])).toEqual([
    ['directory', '/out/bind_srv_a'],
    ['directory', '/out/bind_srv_a-2'],
    ['directory', '/out/bind_srv_a-3'],
  ]);
});

test('the seal knows an entry by name and content, because a pin changes its id', () => {
  const sealed = { kind: 'volume', name: 'shop_db', id: 'before the pin', rootObject: 'k1' } as SealedSnapshot;
  const seal = { snapshots: [sealed] } as unknown as Seal;
  expect(sealedOf(entry('volume', 'shop_db'), seal)).toBe(sealed);
  const other = snapshot({ root: { type: 'd', name: '_data', object: 'k2', mode: '0755' } });
  expect(sealedOf(entry('volume', 'shop_db', { snapshot: other }), seal)).toBeNull();
  expect(sealedOf(entry('bind', 'shop_db'), seal)).toBeNull();
});
