import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLIENT, mountMemory, repositoryLab, take } from './repository-lab.ts';

test('a folder comes back with its content, modes, links and empty folders', async () => {
  const lab = await repositoryLab();
  const request = lab.source({ 'a.txt': 'hello', 'folder/b.txt': 'world' });
  mkdirSync(join(request.path, 'empty'), { mode: 0o2750 });
  symlinkSync('../outside', join(request.path, 'link'));
  const { id } = await take(lab.kopia, request);
  const to = join(lab.folder, 'restored');
  const seen: number[] = [];
  await lab.kopia.restore({ from: id, to, onProgress: (doneBytes) => seen.push(doneBytes) });
  expect(execFileSync('diff', ['-r', '--no-dereference', request.path, to]).toString()).toBe('');
  expect(readlinkSync(join(to, 'link'))).toBe('../outside');
  expect(statSync(join(to, 'empty')).mode & 0o777).toBe(0o750);
  expect(seen.at(-1)).toBe(10);
});

test('a part of a snapshot, and a snapshot of a single file, are restored to the path that was asked for', async () => {
  const lab = await repositoryLab();
  const { id } = await take(lab.kopia, lab.source({ 'folder/b.txt': 'world' }));
  await lab.kopia.restore({ from: `${id}/folder`, to: join(lab.folder, 'part') });
  expect(readFileSync(join(lab.folder, 'part', 'b.txt'), 'utf8')).toBe('world');

  const path = join(lab.folder, 'single');
  writeFileSync(path, 'one file', { mode: 0o640 });
  const single = await take(lab.kopia, { source: { ...CLIENT, path }, path, tags: {} });
  await lab.kopia.restore({ from: single.id, to: join(lab.folder, 'back') });
  expect(readFileSync(join(lab.folder, 'back'), 'utf8')).toBe('one file');
  expect(statSync(join(lab.folder, 'back')).mode & 0o777).toBe(0o640);
});

test('a sparse file stays sparse', async () => {
  const lab = await repositoryLab();
  const request = lab.source({ disk: '' });
  truncateSync(join(request.path, 'disk'), 64 * 1024 * 1024);
  const { id } = await take(lab.kopia, request);
  await lab.kopia.restore({ from: id, to: join(lab.folder, 'back') });
  const { size, blocks } = statSync(join(lab.folder, 'back', 'disk'));
  expect(size).toBe(64 * 1024 * 1024);
  expect(blocks * 512).toBeLessThan(1024 * 1024);
});

test('nothing is written where something is already', async () => {
  const lab = await repositoryLab();
  const { id } = await take(lab.kopia, lab.source({ a: 'new' }));
  const victim = join(lab.folder, 'victim');
  mkdirSync(victim);
  const to = join(lab.folder, 'target');
  symlinkSync(victim, to);
  await expect(lab.kopia.restore({ from: id, to })).rejects.toMatchObject({ code: 'E_RESTORE' });
  expect(existsSync(join(victim, 'a'))).toBe(false);
});

test.each([['0'.repeat(32)], ['--help'], ['k0123456789abcdef0123456789abcdef']])(
  '%s restores nothing',
  async (from) => {
    const lab = await repositoryLab();
    await expect(lab.kopia.restore({ from, to: join(lab.folder, 'x') })).rejects.toMatchObject({
      code: expect.stringMatching(/^E_RE(?:STORE|PO)$/),
    });
  },
);

test('a target without enough space is named as such', async () => {
  const lab = await repositoryLab();
  const request = lab.source({});
  writeFileSync(join(request.path, 'big'), randomBytes(20_000_000));
  const { id } = await take(lab.kopia, request);
  mountMemory(join(lab.folder, 'small'), 5);
  await expect(lab.kopia.restore({ from: id, to: join(lab.folder, 'small', 'x') })).rejects.toMatchObject({
    code: 'E_NO_SPACE',
  });
});

test('damaged data fails the restore, and verify finds it by reading everything', async () => {
  const lab = await repositoryLab();
  const request = lab.source({});
  writeFileSync(join(request.path, 'big'), randomBytes(5_000_000));
  const { id } = await take(lab.kopia, request);
  expect(await lab.kopia.verify({ percent: 100 })).toEqual([]);
  const packs = execFileSync('find', [lab.repository, '-path', '*/p*', '-name', '*.f', '-size', '+1000k']).toString();
  for (const pack of packs.trim().split('\n')) {
    const bytes = readFileSync(pack);
    bytes.fill(0x55, 400_000, 400_016);
    writeFileSync(pack, bytes);
  }
  expect(await lab.kopia.verify({ percent: 0, sources: [request.source] })).toEqual([]);
  expect(await lab.kopia.verify({ percent: 100, sources: [request.source] })).not.toEqual([]);
  const emptyCache = { directory: join(lab.folder, 'other-cache'), contentMb: 10, metadataMb: 10 };
  const kopia = lab.open({
    connection: { storage: { type: 'filesystem', config: { path: lab.repository } }, cache: emptyCache, ...CLIENT },
  });
  await expect(kopia.restore({ from: id, to: join(lab.folder, 'x') })).rejects.toMatchObject({ code: 'E_RESTORE' });
});

test('a missing pack is found without reading', async () => {
  const lab = await repositoryLab();
  await take(lab.kopia, lab.source({ big: randomBytes(100_000).toString('hex') }));
  const packs = execFileSync('find', [lab.repository, '-path', '*/p*', '-name', '*.f', '-size', '+100k']).toString();
  execFileSync('rm', packs.trim().split('\n'));
  expect(await lab.kopia.verify({ percent: 0 })).not.toEqual([]);
});

test('an aborted restore ends soon', async () => {
  const lab = await repositoryLab();
  const request = lab.source({});
  writeFileSync(join(request.path, 'big'), randomBytes(400_000_000));
  const { id } = await take(lab.kopia, request);
  const controller = new AbortController();
  const to = join(lab.folder, 'x');
  let abortedAt = 0;
  const onProgress = (): void => {
    abortedAt ||= performance.now();
    controller.abort();
  };
  await expect(lab.kopia.restore({ from: id, to, onProgress }, controller.signal)).rejects.toMatchObject({
    code: 'E_INTERRUPTED',
  });
  expect(performance.now() - abortedAt).toBeLessThan(5_000);
  await expect(lab.kopia.restore({ from: id, to: `${to}2` }, controller.signal)).rejects.toMatchObject({
    code: 'E_INTERRUPTED',
  });
  expect(existsSync(`${to}2`)).toBe(false);
});
