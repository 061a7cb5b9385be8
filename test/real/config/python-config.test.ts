import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { resolvePlaces } from '../../../src/config/places.ts';
import { connectRepository } from '../../../src/repository/connect.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { tools } from '../../lab/tools.ts';

const IDENTITY = { user: 'root', host: 'alpha' } as const;

/** A host on which the Python tool has made a repository and one snapshot of `source`. */
function pythonHost(kopiaSettings: (folder: string) => object) {
  const folder = freshFolder('python');
  onTestFinished(() => removeFolder(folder));
  const source = join(folder, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'data.db'), 'x'.repeat(3_000_000));
  const config = join(folder, '.config/kopi-docka/config.json');
  const profile = join(folder, '.config/kopia/repository-kopi-docka.config');
  for (const parent of ['.config/kopi-docka', '.config/kopia']) mkdirSync(join(folder, parent), { recursive: true });
  writeFileSync(config, JSON.stringify({ version: '7.9.0', kopia: kopiaSettings(folder) }), { mode: 0o600 });
  const env = { PATH: '/usr/bin:/bin', HOME: folder, KOPIA_PASSWORD: 'python password' };
  const kopia = (...args: readonly string[]): string =>
    execFileSync(tools().kopia, [...args, `--config-file=${profile}`], { env, stdio: 'pipe' }).toString();
  const who = [`--override-username=${IDENTITY.user}`, `--override-hostname=${IDENTITY.host}`];
  kopia('repository', 'create', 'filesystem', `--path=${folder}/old-repository`, ...who);
  kopia('snapshot', 'create', source, '--json', '--tags=unit:shop', '--tags=type:volume');
  return { folder, source, config };
}

function adopt(folder: string) {
  const env = { HOME: folder, KOPI_DOCKA_KOPIA: tools().kopia };
  const standard = resolvePlaces(env, 0, { config: null });
  const own = resolvePlaces({ KOPI_DOCKA_HOME: join(folder, 'new') }, 0, { config: null });
  const places = { ...own, olderConfigs: standard.olderConfigs };
  const loaded = loadConfig(places, env);
  return { loaded, repository: connectRepository(loaded.config, places, IDENTITY, env) };
}

test.each([
  ['a password file', (folder: string) => ({ password_file: `${folder}/.config.password` })],
  ['the password in the config', () => ({ password: 'python password' })],
])('the repository of the Python tool goes on with %s', async (_, password) => {
  const host = pythonHost((folder) => ({
    kopia_params: `filesystem --path '${folder}/old-repository'`,
    cache_directory: `${folder}/python-cache`,
    ...password(folder),
  }));
  writeFileSync(join(host.folder, '.config.password'), 'python password\n', { mode: 0o600 });
  const before = readFileSync(host.config, 'utf8');

  const { loaded, repository } = adopt(host.folder);
  expect(loaded.config).toMatchObject({ origin: 'python', file: host.config });
  const { kopia, created } = await repository.prepare();
  expect(created).toBe(false);
  expect(await kopia.list({ unit: 'shop' })).toHaveLength(1);

  const source = { ...IDENTITY, path: host.source };
  const { newBytes } = await kopia.snapshot({ source, path: host.source, tags: { unit: 'shop' } }).saved;
  expect(newBytes).toBe(0);
  expect(await kopia.list({ unit: 'shop' })).toHaveLength(2);
  expect(readFileSync(host.config, 'utf8')).toBe(before);
});

test('a storage whose credentials only the kopia connection of the Python tool knows is reached through it', async () => {
  const host = pythonHost(() => ({ kopia_params: 's3 --bucket=somewhere', password: 'python password' }));
  const { loaded, repository } = adopt(host.folder);
  expect(loaded.config.repository.url).toBe(`kopia-config://${host.folder}/.config/kopia/repository-kopi-docka.config`);
  expect(repository).toMatchObject({ type: 'filesystem', target: `${host.folder}/old-repository` });
  expect(await (await repository.open()).list()).toHaveLength(1);
});
