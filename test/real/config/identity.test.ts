import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepIdentity, resolveIdentity, systemIdentity } from '../../../src/config/identity.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { resolvePlaces } from '../../../src/config/places.ts';
import type { Config } from '../../../src/config/types.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';

const SYSTEM = { user: 'root', host: 'alpha' };

function state(): string {
  const folder = freshFolder('state');
  onTestFinished(() => removeFolder(folder));
  return folder;
}

function config(identity: Config['identity'] = { user: null, host: null }): Config {
  const places = resolvePlaces({ KOPI_DOCKA_HOME: '/nowhere' }, 0, { config: null });
  return { ...loadConfig(places, {}).config, identity };
}

test('the first run keeps the identity, and a new host name changes nothing after it', () => {
  const folder = state();
  expect(resolveIdentity(config(), folder, SYSTEM).identity).toEqual(SYSTEM);
  keepIdentity(SYSTEM, folder);
  keepIdentity({ user: 'root', host: 'renamed' }, folder);
  expect(resolveIdentity(config(), folder, { user: 'bob', host: 'renamed' }).identity).toEqual(SYSTEM);
});

test('the configuration wins over what was kept', () => {
  const folder = state();
  keepIdentity(SYSTEM, folder);
  expect(resolveIdentity(config({ user: null, host: 'beta' }), folder, SYSTEM).identity).toEqual({
    user: 'root',
    host: 'beta',
  });
});

test('a name that Docker made up is a warning, unless it was configured', () => {
  const made = { user: 'root', host: '0123456789ab' };
  expect(resolveIdentity(config(), state(), made).warnings).toEqual([expect.objectContaining({ code: 'W_IDENTITY' })]);
  expect(resolveIdentity(config({ user: null, host: made.host }), state(), made).warnings).toEqual([]);
  expect(resolveIdentity(config(), state(), SYSTEM).warnings).toEqual([]);
});

test('a damaged record is an error, never another identity', () => {
  const folder = state();
  writeFileSync(join(folder, 'identity.json'), '{"user":"root"}');
  expect(() => resolveIdentity(config(), folder, SYSTEM)).toThrow(expect.objectContaining({ code: 'E_STATE' }));
});

test("the system's host name has no dots and no capitals", () => {
  expect(systemIdentity().host).toMatch(/^[^.A-Z]+$/);
});
