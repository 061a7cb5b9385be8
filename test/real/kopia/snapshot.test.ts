import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sourcePolicy } from '../../../src/kopia/choose-policy.ts';
import type { SnapshotProgress } from '../../../src/kopia/types.ts';
import { CLIENT, kopiaWithoutPrivilege, PASSWORD, repositoryLab, take, target, writeFiles } from './repository-lab.ts';

test('a snapshot has the files, size, tags and identity it was asked for, and is found again by its tag', async () => {
  const lab = await repositoryLab();
  const request = lab.source({ 'a.txt': 'hello', 'folder/b.txt': 'world!' });
  const { snapshot, newBytes } = await lab.kopia.snapshot({ ...request, tags: { unit: 'shop', colons: 'a:b:c' } })
    .saved;
  expect(snapshot).toMatchObject({
    source: request.source,
    incomplete: null,
    files: 2,
    bytes: 11,
    failedFiles: 0,
    errors: [],
    tags: { unit: 'shop', colons: 'a:b:c' },
  });
  expect(newBytes).toBe(11);
  expect(await lab.kopia.list({ colons: 'a:b:c' })).toEqual([snapshot]);
  expect(await lab.kopia.list({ colons: 'other' })).toEqual([]);
});

test('an unchanged source has no new bytes', async () => {
  const lab = await repositoryLab();
  const request = lab.source({ 'a.txt': 'hello' });
  await take(lab.kopia, request);
  expect((await lab.kopia.snapshot(request).saved).newBytes).toBe(0);
  expect(await lab.kopia.list()).toHaveLength(2);
});

test('read settles with the same snapshot before saved does', async () => {
  const lab = await repositoryLab();
  const job = lab.kopia.snapshot(lab.source({ a: 'x' }));
  const order: string[] = [];
  const read = job.read.then((snapshot) => {
    order.push('read');
    return snapshot;
  });
  const { snapshot } = await job.saved.finally(() => order.push('saved'));
  expect(await read).toEqual(snapshot);
  expect(order).toEqual(['read', 'saved']);
});

test('progress tells how many bytes were hashed', async () => {
  const lab = await repositoryLab();
  const request = lab.source({ big: 'x'.repeat(50_000_000) });
  const seen: SnapshotProgress[] = [];
  await lab.kopia.snapshot(request, (progress) => seen.push(progress)).saved;
  expect(seen.at(-1)).toEqual({ hashedBytes: 50_000_000, cachedBytes: 0, estimatedBytes: null });
});

test('the identity may differ from the path that is read', async () => {
  const lab = await repositoryLab();
  const request = lab.source({ a: 'x' });
  const source = { user: 'root', host: 'other', path: '/var/lib/docker/volumes/shop_db/_data' };
  expect((await take(lab.kopia, { ...request, source })).source).toEqual(source);
});

test('an identity that is the path itself leaves the policy of the source alone', async () => {
  const lab = await repositoryLab();
  await take(lab.kopia, lab.source({ a: 'x' }));
  expect(await lab.kopia.exportPolicies()).toEqual({});
});

test.each(['a@b:c', ' lead', '-dash', 'two\nlines', '$(id) `id`'])('a folder named %j is read', async (name) => {
  const lab = await repositoryLab();
  const path = join(lab.folder, name);
  writeFiles(path, { a: 'x' });
  const snapshot = await take(lab.kopia, { source: { ...CLIENT, path }, path, tags: {} });
  expect(snapshot).toMatchObject({ source: { path }, files: 1 });
  const elsewhere = { ...CLIENT, path: '/elsewhere' };
  expect(await take(lab.kopia, { source: elsewhere, path, tags: {} })).toMatchObject({ source: elsewhere, files: 1 });
});

test('a single file can be a source', async () => {
  const lab = await repositoryLab();
  const path = join(lab.folder, 'app.conf');
  writeFileSync(path, 'on');
  const snapshot = await take(lab.kopia, { source: { ...CLIENT, path }, path, tags: {} });
  expect(snapshot).toMatchObject({ root: { type: 'f' }, files: 1, bytes: 2 });
});

test('files hidden by .kopiaignore or CACHEDIR.TAG are saved all the same', async () => {
  const lab = await repositoryLab();
  const request = lab.source({
    '.kopiaignore': '*\n',
    'data.db': 'x',
    'cache/CACHEDIR.TAG': 'Signature: 8a477f597d28d172789f06886806bc55\n',
    'cache/kept': 'y',
  });
  expect((await take(lab.kopia, request)).files).toBeLessThan(4);
  await lab.kopia.importPolicies({ [target(request.source)]: sourcePolicy({ exclude: [], compression: 'zstd' }) });
  expect((await take(lab.kopia, request)).files).toBe(4);
});

test('an unreadable file is counted and named, and the rest is saved', async () => {
  const lab = await repositoryLab();
  const request = lab.source({ fine: 'x', secret: 'y' });
  mkdirSync(join(request.path, 'locked'), { mode: 0o000 });
  chmodSync(join(request.path, 'secret'), 0o000);
  const binary = { path: kopiaWithoutPrivilege(lab.folder), version: await lab.kopia.version() };
  const snapshot = await take(lab.open({ binary }), request);
  expect(snapshot).toMatchObject({ incomplete: null, failedFiles: 2 });
  expect(snapshot.errors.map(({ path }) => path).sort()).toEqual(['locked', 'secret']);
  expect(snapshot.errors[0]?.error).toContain('permission denied');
  expect(await lab.kopia.list()).toEqual([snapshot]);
});

test('a source that is not there fails the snapshot by its name', async () => {
  const lab = await repositoryLab();
  const path = join(lab.folder, 'gone');
  const job = lab.kopia.snapshot({ source: { ...CLIENT, path }, path, tags: {} });
  await expect(job.read).rejects.toMatchObject({
    code: 'E_SNAPSHOT',
    message: expect.stringMatching(new RegExp(`^snapshot of tester@lab:${path}: .*no such file or directory`)),
  });
  await expect(job.saved).rejects.toMatchObject({ code: 'E_SNAPSHOT' });
});

test('a source whose root is unreadable fails the snapshot and does not blame the repository', async () => {
  const lab = await repositoryLab();
  const path = join(lab.folder, 'locked');
  mkdirSync(path, { mode: 0o000 });
  const binary = { path: kopiaWithoutPrivilege(lab.folder), version: await lab.kopia.version() };
  const job = lab.open({ binary }).snapshot({ source: { ...CLIENT, path }, path, tags: {} });
  await expect(job.saved).rejects.toMatchObject({
    code: 'E_SNAPSHOT',
    message: expect.stringContaining('permission denied'),
  });
});

test('a broken exclude pattern fails the snapshot with the reason', async () => {
  const lab = await repositoryLab();
  const request = lab.source({ a: 'x' });
  await lab.kopia.importPolicies({
    [target(request.source)]: sourcePolicy({ exclude: ['bad['], compression: 'zstd' }),
  });
  await expect(take(lab.kopia, request)).rejects.toMatchObject({
    code: 'E_SNAPSHOT',
    message: expect.stringContaining('unterminated sequence'),
  });
});

test('kopia gets no secret in its arguments, little in its environment, and a process group of its own', async () => {
  const lab = await repositoryLab({ storageEnv: { AWS_SECRET_ACCESS_KEY: 'storage secret' } });
  const job = lab.kopia.snapshot(lab.source({ big: 'x'.repeat(80_000_000) }));
  const [args, environ, stat] = ['cmdline', 'environ', 'stat'].map((file) =>
    readFileSync(`/proc/${job.pid}/${file}`, 'latin1'),
  ) as [string, string, string];
  await job.saved;
  expect(args).toContain('--no-auto-maintenance');
  expect(args).not.toMatch(/a password of the lab|storage secret/);
  const variables = Object.fromEntries(environ.split('\0').map((line) => line.split('=', 2) as [string, string]));
  expect(variables).toMatchObject({
    KOPIA_PASSWORD: PASSWORD,
    AWS_SECRET_ACCESS_KEY: 'storage secret',
    HOME: join(lab.folder, 'cache', 'home'),
  });
  const allowed =
    /^(?:PATH|HOME|LANG|KOPIA_(?:PASSWORD|CHECK_FOR_UPDATES|PERSIST_CREDENTIALS_ON_CONNECT|LOG_DIR)|AWS_SECRET_ACCESS_KEY|)$/;
  expect(Object.keys(variables).filter((name) => !allowed.test(name))).toEqual([]);
  expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]).toBe(String(job.pid));
});
