import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkConfig, loadConfig } from '../../../src/config/load.ts';
import { resolvePlaces } from '../../../src/config/places.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';

function home() {
  const folder = freshFolder('config');
  onTestFinished(() => removeFolder(folder));
  const load = (env: Readonly<Record<string, string>> = {}, config: string | null = null) => {
    const all = { KOPI_DOCKA_HOME: folder, HOME: folder, ...env };
    return loadConfig(resolvePlaces(all, 0, { config }), all);
  };
  const write = (text: string, mode = 0o600): string => {
    const path = join(folder, 'config.yaml');
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  return { folder, load, write };
}

test('nothing configured is a working state', () => {
  const { folder, load } = home();
  expect(load()).toMatchObject({
    config: { file: null, origin: 'defaults', repository: { url: `filesystem://${folder}/repository` } },
    notYet: [],
    warnings: [],
  });
});

test('a wrong config is an error with file, line and column, and says how many more there are', () => {
  const { load, write } = home();
  const path = write('backup:\n  bindz: true\n  strategy: fast\n');
  expect(() => load()).toThrow(
    expect.objectContaining({
      code: 'E_CONFIG',
      message: `${path}:2:3: unknown key backup.bindz; did you mean binds? (and 1 more)`,
    }),
  );
});

test('check names every problem and throws none', () => {
  const { folder, write } = home();
  write('backup:\n  bindz: true\n  strategy: fast\n');
  const problems = checkConfig(resolvePlaces({ KOPI_DOCKA_HOME: folder }, 0, { config: null }));
  expect(problems.map(({ line, column }) => [line, column])).toEqual([
    [2, 3],
    [3, 13],
  ]);
});

test('a config that is named and not there is an error, never the defaults', () => {
  const { folder, load } = home();
  const missing = join(folder, 'missing.yaml');
  for (const attempt of [() => load({}, missing), () => load({ KOPI_DOCKA_CONFIG: missing })])
    expect(attempt).toThrow(expect.objectContaining({ code: 'E_CONFIG_UNREADABLE' }));
});

test('a config that is there and can not be read is an error', () => {
  const { folder, load } = home();
  mkdirSync(join(folder, 'config.yaml'));
  expect(() => load()).toThrow(expect.objectContaining({ code: 'E_CONFIG_UNREADABLE' }));
});

test.each([
  ['everybody', 0o602, 0, 0],
  ['a group of others', 0o660, 0, 54_321],
  ['its owner, another user', 0o600, 54_321, 0],
])('a config that %s may change is refused', (_, mode, uid, gid) => {
  const { load, write } = home();
  chownSync(write('', mode), uid, gid);
  expect(() => load()).toThrow(expect.objectContaining({ code: 'E_CONFIG' }));
});

test('a config that others may only read is taken', () => {
  const { load, write } = home();
  write('backup: { strict: true }', 0o644);
  expect(load().config.backup.strict).toBe(true);
});

test('the environment wins over the file', () => {
  const { load, write } = home();
  write('repository: { url: "filesystem:///a", password: { file: /b } }');
  const env = { KOPIA_REPOSITORY: 'filesystem:///c', KOPIA_PASSWORD: 'x' };
  expect(load(env).config.repository).toMatchObject({ url: 'filesystem:///c', password: { env: 'KOPIA_PASSWORD' } });
});

test('a config of the Python tool that is named is read as one, and what it can not map is a warning', () => {
  const { folder, load } = home();
  const path = join(folder, 'kopi-docka.json');
  const kopia = { kopia_params: 'filesystem --path /backup', password: 'x' };
  writeFileSync(path, JSON.stringify({ kopia, notifications: { enabled: true } }), { mode: 0o600 });
  const { config, warnings } = load({ KOPI_DOCKA_CONFIG: path });
  expect(config).toMatchObject({
    origin: 'python',
    file: path,
    repository: { url: 'filesystem:///backup', password: { olderConfig: path } },
  });
  expect(warnings).toEqual([
    expect.objectContaining({ code: 'W_OLDER_CONFIG', message: expect.stringContaining('notifications') }),
  ]);
});
