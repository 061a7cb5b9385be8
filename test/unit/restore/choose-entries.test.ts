import { expect, test } from 'vitest';
import { chooseEntries } from '../../../src/restore/choose-entries.ts';
import { entry, point, request } from './samples.ts';

const shop = point([
  entry('volume', 'db'),
  entry('volume', 'files'),
  entry('bind', '/srv/app'),
  entry('bind', '/srv/app/conf'),
]);

function names(wanted: Parameters<typeof request>[0]): readonly string[] {
  return chooseEntries(shop, request(wanted)).map(({ name }) => name);
}

test('nothing named means everything, but a bind inside another comes back with that', () => {
  expect(names({})).toEqual(['db', 'files', '/srv/app']);
});

test('--volume picks volumes and binds by name, nested ones too', () => {
  expect(names({ volumes: ['files', '/srv/app/conf'] })).toEqual(['files', '/srv/app/conf']);
});

test('--to-volume alone picks what it maps', () => {
  expect(names({ toVolume: { db: 'copy' } })).toEqual(['db']);
});

test.each([
  [{ volumes: ['dB'] }, 'It holds: db, files, /srv/app, /srv/app/conf.'],
  [{ toVolume: { '/srv/app': 'x' } }, 'It holds: db, files.'],
])('an unknown name in %j is wrong use, and the hint lists the names', (wanted, hint) => {
  expect(() => names(wanted)).toThrowError(expect.objectContaining({ code: 'E_USAGE', hint }));
});
