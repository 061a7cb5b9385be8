import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { compareTrees } from '../../lab/compare.ts';
import { freshFolder } from '../../lab/folders.ts';
import { scanTree } from '../../lab/scan.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { openShop, type Shop, volumeName } from '../../lab/shop.ts';
import { tools } from '../../lab/tools.ts';
import { EVERYTHING } from '../../lab/tree.ts';

const NAME = 'round-trip-shop';
const engine = sharedEngine();
let shop: Shop;
let host: LabHost;

beforeAll(async () => {
  shop = await openShop(engine, NAME, EVERYTHING);
  host = newHost(engine);
});

afterAll(async () => {
  await shop.project.dispose();
  host.dispose();
});

describe('a backup and a restore of a running Compose project', () => {
  test('the first backup makes a private repository and saves every volume', async () => {
    const before = await shop.project.containers();
    const result = await runCli(host, ['backup', NAME, '--json']);

    expect(result.stderr).not.toMatch(/error:/);
    expect(result.exitCode).toBe(0);
    expect(result.json).toMatchObject({
      schema: 'kopi-docka/backup/1',
      status: 'success',
      exitCode: 0,
      containersNotBack: [],
    });
    const [unit] = result.json.units;
    expect(unit).toMatchObject({
      name: NAME,
      kind: 'compose',
      status: 'success',
      strategy: 'stop',
      format: 'direct',
      errors: [],
    });
    expect(unit.downtimeMs).toBeGreaterThan(0);
    expect(unit.snapshots.map((snapshot: { name: string }) => snapshot.name).sort()).toEqual(
      ['data', 'files', 'spare'].map((volume) => volumeName(shop, volume as 'data')).sort(),
    );
    for (const snapshot of unit.snapshots)
      expect(snapshot).toMatchObject({ kind: 'volume', format: 'direct', failedFiles: 0 });

    expect(await shop.project.containers()).toEqual(before);
    expect(statSync(join(host.home, 'repository.password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(host.home, 'repository')).mode & 0o777).toBe(0o700);
    expect(readdirSync(host.userHome)).toEqual(['.docker']);
  });

  test('list shows the point, sealed and complete', async () => {
    const { json, exitCode } = await runCli(host, ['list', NAME, '--json']);
    expect(exitCode).toBe(0);
    expect(json.schema).toBe('kopi-docka/list/1');
    expect(json.points).toHaveLength(1);
    expect(json.points[0]).toMatchObject({
      unit: NAME,
      kind: 'compose',
      format: 'direct',
      sealed: true,
      complete: true,
      pinned: false,
    });
    expect(json.points[0].tool).toMatch(/^kopi-docka\/\d/);
    expect(json.points[0].volumes).toHaveLength(3);
  });

  test('a restore brings every entry back as it was, and nothing else', async () => {
    const saved = scanTree(shop.files);
    const idsBefore = await shop.project.containers();
    execFileSync('find', [shop.files, '-mindepth', '1', '-delete']);
    writeFileSync(join(shop.files, 'made-after-the-backup'), 'must go');
    mkdirSync(join(shop.spare, 'made-after-the-backup'));
    rmSync(join(shop.data, 'journal'));

    const result = await runCli(host, ['restore', NAME, '--at', 'latest', '--yes', '--json']);
    expect(result.stderr).not.toMatch(/error:/);
    expect(result.json).toMatchObject({
      schema: 'kopi-docka/restore/1',
      status: 'success',
      exitCode: 0,
      containersNotBack: [],
      errors: [],
    });
    expect(result.exitCode).toBe(0);

    expect(compareTrees(saved, shop.files)).toEqual(['socket: missing socket']);
    expect(readdirSync(shop.spare)).toEqual([]);
    expect(readFileSync(join(shop.data, 'journal'), 'utf8')).toMatch(/UTC/);
    expect(await shop.project.containers()).toEqual(idsBefore);
    expect(result.json.warnings.map((warning: { message: string }) => warning.message).join()).toMatch(/socket/);
  });

  test('undo puts back what the restore replaced', async () => {
    const { json } = await runCli(host, ['undo', '--list', '--json']);
    expect(json.restores).toHaveLength(1);
    const undone = await runCli(host, ['undo', '--yes', '--json']);
    expect(undone.exitCode).toBe(0);
    expect(readdirSync(shop.files)).toEqual(['made-after-the-backup']);
    expect(readdirSync(shop.spare)).toEqual(['made-after-the-backup']);
    expect((await shop.project.containers()).map(({ state }) => state)).toEqual(['running', 'exited', 'running']);
  });

  test('a volume that is gone is made again so that Compose has nothing to say', async () => {
    await shop.project.down({ volumes: true });
    const result = await runCli(host, ['restore', NAME, '--yes', '--json']);
    expect(result.json.errors).toEqual([]);
    expect(existsSync(join(await shop.project.volumeFolder('files'), 'plain'))).toBe(true);
    expect((await engine.call('GET', `/volumes/${NAME}_files`)).Labels).toMatchObject({
      'com.docker.compose.project': NAME,
      'com.docker.compose.volume': 'files',
      purpose: 'pictures',
    });
    expect(await shop.project.compose('up', '--detach', '--pull', 'never')).not.toMatch(/already exists|warn/i);
  });

  test('the repository is opened, and a volume restored from it, with kopia alone', async () => {
    const folder = freshFolder('bare-kopia');
    const password = readFileSync(join(host.home, 'repository.password'), 'utf8').trim();
    const kopia = (...args: string[]) =>
      execFileSync(tools().kopia, ['--config-file', join(folder, 'kopia.config'), ...args], {
        env: { PATH: process.env['PATH'], HOME: folder, KOPIA_PASSWORD: password, KOPIA_CHECK_FOR_UPDATES: 'false' },
        encoding: 'utf8',
      });
    kopia('repository', 'connect', 'filesystem', '--path', join(host.home, 'repository'));
    const [snapshot] = JSON.parse(kopia('snapshot', 'list', '--all', '--json', '--tags', `volume:${NAME}_files`));
    kopia('snapshot', 'restore', snapshot.id, join(folder, 'files'));
    expect(readFileSync(join(folder, 'files', 'cache-folder', 'precious'), 'utf8')).toBe('not a cache at all');
    expect(readFileSync(join(folder, 'files', 'file.precious'), 'utf8')).toBe('kept in spite of .kopiaignore');
  });
});
