import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { SnapshotProgress } from '../../../src/kopia/types.ts';
import { waitFor } from '../../lab/wait.ts';
import { bareLab, mountMemory, repositoryLab, take } from './repository-lab.ts';

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a wrong password is named and never shown', async () => {
  const lab = await repositoryLab();
  const kopia = lab.open({ password: 'not the right one' });
  await expect(kopia.status()).rejects.toMatchObject({
    code: 'E_REPO_PASSWORD',
    message: expect.not.stringContaining('not the right one'),
  });
  await expect(take(kopia, lab.source({ a: 'x' }))).rejects.toMatchObject({ code: 'E_REPO_PASSWORD' });
});

test('a folder that is gone is an absent repository', async () => {
  const lab = await repositoryLab();
  renameSync(lab.repository, `${lab.repository}.away`);
  await expect(lab.kopia.status()).rejects.toMatchObject({ code: 'E_REPO_ABSENT' });
});

test('an empty mount point where the repository was is an absent repository, however recently it was open', async () => {
  const lab = await repositoryLab();
  await take(lab.kopia, lab.source({ a: 'x' }));
  renameSync(lab.repository, `${lab.repository}.away`);
  mkdirSync(lab.repository);
  await expect(lab.kopia.status()).rejects.toMatchObject({ code: 'E_REPO_ABSENT' });
  await expect(take(lab.kopia, lab.source({ b: 'y' }))).rejects.toMatchObject({ code: 'E_REPO_ABSENT' });
});

test('a repository whose disk is full fails the snapshot with no space, and lists no new one', async () => {
  const lab = await bareLab();
  mountMemory(lab.repository, 30);
  await lab.kopia.create();
  const request = lab.source({});
  const small = await take(lab.kopia, request);
  writeFileSync(join(request.path, 'big'), randomBytes(90_000_000));
  await expect(lab.kopia.snapshot(request).saved).rejects.toMatchObject({ code: 'E_NO_SPACE' });
  expect(await lab.kopia.list()).toEqual([small]);
});

test('a read-only repository fails the snapshot and can still be read', async () => {
  const lab = await bareLab();
  mountMemory(lab.repository, 30);
  await lab.kopia.create();
  const request = lab.source({ a: 'x' });
  const before = await take(lab.kopia, request);
  execFileSync('mount', ['-o', 'remount,ro', lab.repository]);
  writeFileSync(join(request.path, 'b'), 'new');
  await expect(lab.kopia.snapshot(request).saved).rejects.toMatchObject({ code: 'E_REPO_READONLY' });
  expect(await lab.kopia.list()).toEqual([before]);
});

test('a cancelled snapshot ends soon and is marked incomplete', async () => {
  const lab = await repositoryLab();
  const request = lab.source({});
  writeFileSync(join(request.path, 'big'), randomBytes(500_000_000));
  const seen: SnapshotProgress[] = [];
  const job = lab.kopia.snapshot(request, (progress) => seen.push(progress));
  await waitFor('some progress', () => seen.find(({ hashedBytes }) => hashedBytes > 0));
  const asked = performance.now();
  job.cancel();
  job.cancel();
  const { snapshot } = await job.saved;
  expect(snapshot.incomplete).toBe('canceled');
  expect(performance.now() - asked).toBeLessThan(5_000);
  expect(isRunning(job.pid)).toBe(false);
});

test('a kopia that hangs is given up after the stall time, and killed when it does not listen', async () => {
  const lab = await repositoryLab();
  const kopia = lab.open({ stallSeconds: 1 });
  const job = kopia.snapshot(lab.source({ big: 'x'.repeat(200_000_000) }));
  process.kill(job.pid, 'SIGSTOP');
  const started = performance.now();
  await expect(job.read).rejects.toMatchObject({
    code: 'E_REPO',
    message: expect.stringContaining('kopia made no progress for 1 s'),
  });
  expect(performance.now() - started).toBeLessThan(5_000);
  await expect(job.saved).rejects.toMatchObject({ code: 'E_REPO' });
  expect(isRunning(job.pid)).toBe(false);
});

test('a kopia that works is not taken for a hung one', async () => {
  const lab = await repositoryLab();
  const request = lab.source({});
  writeFileSync(join(request.path, 'big'), randomBytes(400_000_000));
  const job = lab.open({ stallSeconds: 0.5 }).snapshot(request);
  await expect(job.saved).resolves.toMatchObject({ snapshot: { incomplete: null, files: 1 } });
});

test('a killed kopia rejects both promises', async () => {
  const lab = await repositoryLab();
  const job = lab.kopia.snapshot(lab.source({ big: 'x'.repeat(200_000_000) }));
  process.kill(job.pid, 'SIGKILL');
  await expect(job.read).rejects.toMatchObject({ code: 'E_SNAPSHOT' });
  await expect(job.saved).rejects.toMatchObject({ code: 'E_SNAPSHOT' });
});

test('a failed snapshot that nobody waits for does no harm', async () => {
  const lab = await repositoryLab();
  const job = lab.open({ password: 'wrong' }).snapshot(lab.source({ a: 'x' }));
  await waitFor('its end', () => !isRunning(job.pid));
  await wait(50);
});
