import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tools } from '../../lab/tools.ts';
import { mountMemory } from '../kopia/repository-lab.ts';
import { IDENTITY, type Installation, installation } from './installation.ts';

const mode = (path: string): number => statSync(path).mode & 0o777;

async function snapshotOf(host: Installation): Promise<string> {
  const { kopia } = await host.connect().prepare();
  const path = join(host.folder, 'data');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'a.txt'), 'hello');
  const { snapshot } = await kopia.snapshot({ source: { ...IDENTITY, path }, path, tags: { unit: 'shop' } }).saved;
  return snapshot.id;
}

test('on a fresh host a backup makes the repository with a generated password that only root can read', async () => {
  const host = installation();
  const repository = host.connect();
  expect(repository).toMatchObject({ type: 'filesystem', target: host.places.repository });
  const { kopia, created } = await repository.prepare();
  expect(created).toBe(true);
  expect(await kopia.list()).toEqual([]);
  expect(readFileSync(host.places.passwordFile, 'utf8')).toMatch(/^[A-Za-z0-9_-]{43}\n$/);
  expect(mode(host.places.passwordFile)).toBe(0o600);
  expect(mode(host.places.repository)).toBe(0o700);
  expect(mode(host.places.run)).toBe(0o700);
  expect(readdirSync(host.places.run).map((name) => mode(join(host.places.run, name)))).toEqual([0o600]);
});

test('the next backup finds the repository that the first one made', async () => {
  const host = installation();
  const first = await host.connect().prepare();
  const second = await host.connect().prepare();
  expect(second.created).toBe(false);
  expect((await second.kopia.status()).uniqueId).toBe((await first.kopia.status()).uniqueId);
});

test('reading on a fresh host fails and leaves nothing behind', async () => {
  const host = installation();
  await expect(host.connect().open()).rejects.toMatchObject({ code: 'E_REPO_ABSENT' });
  expect(readdirSync(host.folder)).toEqual([]);
});

test('the password is on disk before the repository is made, and a second attempt uses it', async () => {
  const host = installation();
  const failing = join(host.folder, 'failing-kopia');
  writeFileSync(failing, `#!/bin/sh\ncase "$*" in *create*) exit 1;; esac\nexec '${tools().kopia}' "$@"\n`);
  chmodSync(failing, 0o755);
  await expect(host.connect({ KOPI_DOCKA_KOPIA: failing }).prepare()).rejects.toMatchObject({ code: 'E_REPO' });
  const password = readFileSync(host.places.passwordFile, 'utf8');
  expect((await host.connect().prepare()).created).toBe(true);
  expect(readFileSync(host.places.passwordFile, 'utf8')).toBe(password);
});

test('a repository that was there and is gone is never replaced by a new one', async () => {
  const host = installation();
  await host.connect().prepare();
  renameSync(host.places.repository, join(host.folder, 'away'));
  await expect(host.connect().prepare()).rejects.toMatchObject({ code: 'E_REPO_ABSENT' });
  expect(host.has('repository')).toBe(false);
  mkdirSync(host.places.repository);
  await expect(host.connect().prepare()).rejects.toMatchObject({ code: 'E_REPO_ABSENT' });
  expect(readdirSync(host.places.repository)).toEqual([]);
});

test('asked for by name, a new repository takes the place of the one that is gone', async () => {
  const host = installation();
  await host.connect().prepare();
  rmSync(host.places.repository, { recursive: true });
  expect((await host.connect().create()).created).toBe(true);
  expect((await host.connect().create()).created).toBe(false);
  expect((await host.connect().prepare()).created).toBe(false);
});

test('another repository at the same place is refused', async () => {
  const [host, other] = [installation(), installation()];
  await host.connect().prepare();
  await other.connect().prepare();
  rmSync(host.places.repository, { recursive: true });
  cpSync(other.places.repository, host.places.repository, { recursive: true });
  cpSync(other.places.passwordFile, host.places.passwordFile);
  await expect(host.connect().prepare()).rejects.toMatchObject({
    code: 'E_REPO_FOREIGN',
    message: expect.stringContaining(host.places.repository),
  });
});

test('a configured folder that is missing is made, but not its parents', async () => {
  const host = installation();
  host.configure(`repository: { url: "filesystem://${host.folder}/disk/backups" }`);
  await expect(host.connect().prepare()).rejects.toMatchObject({ code: 'E_REPO_ABSENT' });
  expect(host.has('disk')).toBe(false);
  expect(host.has('repository.password')).toBe(false);
  mkdirSync(join(host.folder, 'disk'));
  expect((await host.connect().prepare()).created).toBe(true);
});

test('a folder with other data is refused and left alone', async () => {
  const host = installation();
  mkdirSync(host.places.repository);
  writeFileSync(join(host.places.repository, 'photo.jpg'), 'x');
  for (const act of ['prepare', 'create'] as const)
    await expect(host.connect()[act]()).rejects.toMatchObject({ code: 'E_REPO_FOREIGN' });
  expect(readdirSync(host.places.repository)).toEqual(['photo.jpg']);
  expect(host.has('repository.password')).toBe(false);
});

test('a fresh file system with only lost+found counts as empty', async () => {
  const host = installation();
  mkdirSync(join(host.places.repository, 'lost+found'), { recursive: true });
  expect((await host.connect().prepare()).created).toBe(true);
});

test('a read-only repository is named before anything is done, and can still be read', async () => {
  const host = installation();
  mountMemory(host.places.repository, 100);
  const id = await snapshotOf(host);
  execFileSync('mount', ['-o', 'remount,ro', host.places.repository]);
  await expect(host.connect().prepare()).rejects.toMatchObject({ code: 'E_REPO_READONLY' });
  expect((await (await host.connect().open()).list()).map((snapshot) => snapshot.id)).toEqual([id]);
});

test('a repository with less than 8 MiB left is named before anything is done', async () => {
  const host = installation();
  mountMemory(host.places.repository, 7);
  await expect(host.connect().prepare()).rejects.toMatchObject({ code: 'E_NO_SPACE' });
});

test('a wrong password and a missing one are told apart', async () => {
  const host = installation();
  await host.connect().prepare();
  writeFileSync(host.places.passwordFile, 'something else\n');
  await expect(host.connect().prepare()).rejects.toMatchObject({ code: 'E_REPO_PASSWORD' });
  rmSync(host.places.passwordFile);
  await expect(host.connect().prepare()).rejects.toMatchObject({ code: 'E_CREDENTIALS' });
  expect(host.has('repository.password')).toBe(false);
});

test('KOPIA_PASSWORD and KOPIA_REPOSITORY win over the configuration', async () => {
  const host = installation();
  host.configure('repository: { url: "s3://nowhere/", password: { file: /nowhere } }');
  const env = { KOPIA_REPOSITORY: `filesystem://${host.folder}/elsewhere`, KOPIA_PASSWORD: 'from the environment' };
  expect((await host.connect(env).prepare()).created).toBe(true);
  expect(host.has('elsewhere/kopia.repository.f')).toBe(true);
});

test('a repository of ours opens with kopia alone', async () => {
  const host = installation();
  const id = await snapshotOf(host);
  const env = {
    ...{ PATH: '/usr/bin:/bin', HOME: host.folder, KOPIA_CHECK_FOR_UPDATES: 'false' },
    KOPIA_PASSWORD: readFileSync(host.places.passwordFile, 'utf8').trim(),
  };
  const config = `--config-file=${host.folder}/bare.config`;
  const kopia = (...args: readonly string[]) => execFileSync(tools().kopia, [config, ...args], { env, stdio: 'pipe' });
  kopia('repository', 'connect', 'filesystem', '--path', host.places.repository);
  kopia('restore', id, join(host.folder, 'restored'));
  expect(readFileSync(join(host.folder, 'restored', 'a.txt'), 'utf8')).toBe('hello');
});
