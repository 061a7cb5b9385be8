import { expect, test } from 'vitest';
import { chooseUsers, type Replaced } from '../../../src/restore/choose-users.ts';
import type { Member } from '../../../src/units/types.ts';
import { bindMount, member, ROOT, unit, volume, volumeMount } from './samples.ts';

const db: Replaced = { path: `${ROOT}/volumes/db/_data`, volume: 'db' };
const app: Replaced = { path: '/srv/app', volume: null };

function users(replaced: readonly Replaced[], members: readonly Member[]) {
  const volumes = [
    volume('db'),
    volume('bound', { options: { type: 'none', o: 'bind', device: '/srv/app' } }),
    volume('other'),
  ];
  const { stop, beside } = chooseUsers(replaced, { units: [unit('shop', members)], volumes, rootDir: ROOT });
  return { stop: stop.map((one) => one.member.name), beside: beside.map(({ name }) => name) };
}

test('whoever mounts the volume stops, read-only too, and nobody else', () => {
  const members = [
    member('writer', [volumeMount('db')]),
    member('reader', [volumeMount('db', true)]),
    member('other', [volumeMount('other')]),
    member('none', []),
  ];
  expect(users([db], members).stop).toEqual(['writer', 'reader']);
});

test('a container that does not run is left alone; a restarting or paused one counts as running', () => {
  const members = (['exited', 'created', 'dead', 'restarting', 'paused'] as const).map((state) =>
    member(state, [volumeMount('db')], { state }),
  );
  expect(users([db], members).stop).toEqual(['restarting', 'paused']);
});

test.each([
  ['the bind itself', bindMount('/srv/app'), true],
  ['a part of it, read-only', bindMount('/srv/app/conf', true), true],
  ['a folder around it, read-write', bindMount('/srv'), true],
  ['a folder around it, read-only', bindMount('/srv', true), false],
  ['a folder whose name begins the same', bindMount('/srv/app-two'), false],
  ['a volume that is a bind of it', volumeMount('bound'), true],
])('of a bind that is replaced, who mounts %s is stopped: %s → %s', (_, mount, stops) => {
  expect(users([app], [member('one', [mount])]).stop).toEqual(stops ? ['one'] : []);
});

test('a tool that looks after the host runs on and is named', () => {
  const members = [member('agent', [bindMount(`${ROOT}/volumes`)]), member('monitor', [bindMount('/', true)])];
  expect(users([db], members)).toEqual({ stop: [], beside: ['agent'] });
});

test('who shares a namespace with one that stops is stopped too, through any number of steps', () => {
  const members = [
    member('third', [], { joins: ['id-second'] }),
    member('second', [], { joins: ['owner'] }),
    member('owner', [volumeMount('db')]),
    member('elsewhere', [], { joins: ['somebody'] }),
  ];
  expect(users([db], members).stop).toEqual(['third', 'second', 'owner']);
});
