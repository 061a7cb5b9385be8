import { expect, test } from 'vitest';
import { resolvePlaces } from '../../../src/config/places.ts';

const none = { config: null };

test('root has the places of the system', () => {
  expect(resolvePlaces({ HOME: '/root' }, 0, none)).toEqual({
    config: '/etc/kopi-docka/config.yaml',
    passwordFile: '/etc/kopi-docka/repository.password',
    repository: '/var/lib/kopi-docka/repository',
    state: '/var/lib/kopi-docka',
    cache: '/var/cache/kopi-docka',
    run: '/run/kopi-docka',
    configIsNamed: false,
    olderConfigs: ['/root/.config/kopi-docka/config.json', '/etc/kopi-docka.json', '/etc/kopi-docka.conf'],
  });
});

test('others have places in their home, or where XDG says', () => {
  expect(resolvePlaces({ HOME: '/home/ann' }, 1000, none)).toMatchObject({
    config: '/home/ann/.config/kopi-docka/config.yaml',
    passwordFile: '/home/ann/.config/kopi-docka/repository.password',
    repository: '/home/ann/.local/state/kopi-docka/repository',
    state: '/home/ann/.local/state/kopi-docka',
    cache: '/home/ann/.cache/kopi-docka',
    run: '/home/ann/.local/state/kopi-docka/run',
  });
  const xdg = { XDG_CONFIG_HOME: '/x/c', XDG_STATE_HOME: '/x/s', XDG_CACHE_HOME: '/x/k', XDG_RUNTIME_DIR: '/x/r' };
  expect(resolvePlaces({ HOME: '/home/ann', ...xdg }, 1000, none)).toMatchObject({
    config: '/x/c/kopi-docka/config.yaml',
    state: '/x/s/kopi-docka',
    cache: '/x/k/kopi-docka',
    run: '/x/r/kopi-docka',
  });
});

test('KOPI_DOCKA_HOME holds everything and looks for no older config', () => {
  expect(resolvePlaces({ HOME: '/root', KOPI_DOCKA_HOME: '/kd' }, 0, none)).toMatchObject({
    config: '/kd/config.yaml',
    passwordFile: '/kd/repository.password',
    repository: '/kd/repository',
    state: '/kd/state',
    cache: '/kd/cache',
    run: '/kd/run',
    olderConfigs: [],
  });
});

test('the flag wins over the variable, the variable over KOPI_DOCKA_HOME', () => {
  const env = { HOME: '/root', KOPI_DOCKA_CONFIG: '/b.yaml', KOPI_DOCKA_HOME: '/kd' };
  expect(resolvePlaces(env, 0, { config: '/a.yaml' })).toMatchObject({ config: '/a.yaml', configIsNamed: true });
  expect(resolvePlaces(env, 0, none)).toMatchObject({ config: '/b.yaml', configIsNamed: true, state: '/kd/state' });
  expect(resolvePlaces({ ...env, KOPI_DOCKA_CONFIG: '' }, 0, none)).toMatchObject({
    config: '/kd/config.yaml',
    configIsNamed: false,
  });
});

test('the folders of systemd win, and the repository stays where every run looks for it', () => {
  const env = { HOME: '/root', STATE_DIRECTORY: '/s/a:/s/b', CACHE_DIRECTORY: '/c', RUNTIME_DIRECTORY: '/r' };
  expect(resolvePlaces(env, 0, none)).toMatchObject({
    state: '/s/a',
    cache: '/c',
    run: '/r',
    repository: '/var/lib/kopi-docka/repository',
  });
});
