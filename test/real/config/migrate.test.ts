import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { migrateConfig } from '../../../src/config/migrate.ts';
import { resolvePlaces } from '../../../src/config/places.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';

function older(kopia: object) {
  const folder = freshFolder('migrate');
  onTestFinished(() => removeFolder(folder));
  const from = join(folder, 'kopi-docka.json');
  writeFileSync(from, JSON.stringify({ kopia, backup: { stop_timeout: 45 }, alerting: { x: true } }), { mode: 0o600 });
  const own = resolvePlaces({ KOPI_DOCKA_HOME: folder }, 0, { config: null });
  const places = { ...own, olderConfigs: [from] };
  const env = { HOME: folder };
  const migrate = () => migrateConfig(loadConfig(places, env), places, places.config, env);
  return { folder, from, places, env, migrate };
}

test('the YAML says the same, the password moves into a file, and the old config stays', () => {
  const { from, places, env, migrate } = older({ kopia_params: 'filesystem --path /backup', password: 'hunter2' });
  const before = readFileSync(from, 'utf8');
  expect(migrate()).toEqual({
    schema: 'kopi-docka/migration/1',
    from,
    to: places.config,
    passwordFile: places.passwordFile,
    unmapped: ['alerting'],
  });
  expect(readFileSync(from, 'utf8')).toBe(before);
  expect(readFileSync(places.passwordFile, 'utf8')).toBe('hunter2\n');
  expect([places.config, places.passwordFile].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
  const yaml = readFileSync(places.config, 'utf8');
  expect(yaml).toContain('#   alerting');
  expect(yaml).not.toContain('hunter2');
  const { config, warnings } = loadConfig(places, env);
  expect(warnings).toEqual([]);
  expect(config).toMatchObject({
    origin: 'yaml',
    repository: { url: 'filesystem:///backup', password: { file: places.passwordFile } },
    backup: { stopTimeoutSeconds: 45 },
  });
});

test('nothing that is there is overwritten', () => {
  const { places, migrate } = older({ kopia_params: 'filesystem --path /backup', password: 'hunter2' });
  writeFileSync(places.passwordFile, 'another\n', { mode: 0o600 });
  expect(migrate).toThrow(expect.objectContaining({ code: 'E_CONFIG' }));
  expect(readFileSync(places.passwordFile, 'utf8')).toBe('another\n');
  expect(existsSync(places.config)).toBe(false);
});

test('a configuration of ours needs no migration', () => {
  const { places, env } = older({});
  writeFileSync(places.config, '', { mode: 0o600 });
  expect(() => migrateConfig(loadConfig(places, env), places, '/nowhere', env)).toThrow(
    expect.objectContaining({ code: 'E_USAGE' }),
  );
});
