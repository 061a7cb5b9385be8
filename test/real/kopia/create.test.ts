import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bareLab, repositoryLab, take } from './repository-lab.ts';

test('creating twice is success and keeps the repository', async () => {
  const lab = await repositoryLab();
  const { uniqueId } = await lab.kopia.status();
  await lab.kopia.create();
  expect((await lab.kopia.status()).uniqueId).toBe(uniqueId);
});

test('the status names the repository and the client', async () => {
  const lab = await repositoryLab();
  expect(await lab.kopia.status()).toEqual({
    uniqueId: expect.stringMatching(/^[0-9a-f]{64}$/),
    type: 'filesystem',
    target: lab.repository,
    user: 'tester',
    host: 'lab',
  });
});

test('a repository with another password is not ours', async () => {
  const lab = await repositoryLab();
  await expect(lab.open({ password: 'another' }).create()).rejects.toMatchObject({ code: 'E_REPO_FOREIGN' });
});

test('a typed password gets the slow key derivation, a generated one the quick', async () => {
  const derivation = async (passwordIsGenerated: boolean): Promise<string> => {
    const lab = await bareLab({ passwordIsGenerated });
    await lab.kopia.create();
    const format = JSON.parse(readFileSync(join(lab.repository, 'kopia.repository.f'), 'utf8'));
    return format.keyAlgo;
  };
  expect(await derivation(true)).toBe('pbkdf2-sha256-600000');
  expect(await derivation(false)).toBe('scrypt-65536-8-1');
});

test('nothing of kopia lies outside our cache and run folders', async () => {
  const lab = await repositoryLab();
  await take(lab.kopia, lab.source({ a: 'x' }));
  await lab.kopia.list();
  expect(readdirSync(lab.folder).sort()).toEqual(['cache', 'repository', 'run', 'source']);
  expect(readdirSync(join(lab.folder, 'cache', 'home'))).toEqual([]);
  expect(readdirSync(join(lab.folder, 'run'))).toEqual([expect.stringMatching(/^kopia-[0-9a-f]{16}\.json$/)]);
});

test('deleting needs IDs that are there', async () => {
  const lab = await repositoryLab();
  const request = lab.source({ a: 'x' });
  const [one, two] = [await take(lab.kopia, request), await take(lab.kopia, request)];
  await lab.kopia.delete([]);
  await lab.kopia.delete([one.id]);
  expect(await lab.kopia.list()).toEqual([two]);
  await expect(lab.kopia.delete([one.id])).rejects.toMatchObject({ code: 'E_REPO' });
  await expect(lab.kopia.delete([two.root.object])).rejects.toMatchObject({ code: 'E_REPO' });
  expect(await lab.kopia.list()).toEqual([two]);
});
