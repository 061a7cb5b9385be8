import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../lab/cli.ts';
import { compareTrees } from '../../lab/compare.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { scanTree } from '../../lab/scan.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { makeTree } from '../../lab/tree.ts';
import { inspectOf, type PythonHost, pythonHost } from './python-host.ts';

const engine = sharedEngine();
const UNIT = 'sidebyside';
const VOLUME = `${UNIT}_data`;

/** What kopia leaves out by itself, and the Python tool let it. */
const LEFT_OUT = ['cache-folder/CACHEDIR.TAG', 'cache-folder/precious', 'file.precious', 'plain'];

/** A point as the Python tool finds it: by its own rules, from what kopia lists. */
interface Found {
  readonly recipe: readonly Listed[];
  readonly volumes: readonly Listed[];
}

interface Listed {
  readonly id: string;
  readonly source: { readonly host: string; readonly userName: string; readonly path: string };
  readonly tags: Readonly<Record<string, string>>;
  readonly stats: { readonly cachedFiles?: number; readonly nonCachedFiles?: number };
}

let python: PythonHost;
let project: ComposeProject;
let folder: string;
let pythonPoint: string;
const cli = (...args: readonly string[]) => runCli(python.host, ['--config', python.config, ...args]);

/** Lists as `_find_restore_points` does: all tags without their prefix, grouped by unit and backup_id. */
function findAsPython(): ReadonlyMap<string, Found> {
  const found = new Map<string, { recipe: Listed[]; volumes: Listed[] }>();
  for (const listed of JSON.parse(python.kopia('snapshot', 'list', '--all', '--json')) as Listed[]) {
    const tags = Object.fromEntries(
      Object.entries(listed.tags ?? {}).map(([key, value]) => [key.replace(/^tag:/, ''), value]),
    );
    if (!tags['unit'] || !tags['backup_id']) continue;
    const group = found.get(tags['backup_id']) ?? { recipe: [], volumes: [] };
    found.set(tags['backup_id'], group);
    if (tags['type'] === 'recipe') group.recipe.push({ ...listed, tags });
    if (tags['type'] === 'volume') group.volumes.push({ ...listed, tags });
  }
  return found;
}

async function backup(...args: readonly string[]) {
  const { exitCode, json } = await cli('backup', UNIT, '--json', ...args);
  expect([exitCode, json?.units?.[0]?.errors, json?.units?.[0]?.warnings]).toEqual([0, [], []]);
  return json.units[0];
}

beforeAll(async () => {
  python = pythonHost(engine, 'pyhost');
  project = composeProject(engine, UNIT, {
    'compose.yaml': `services: {db: {image: '${LAB_IMAGE}', network_mode: none, volumes: ['data:/data']}}\nvolumes: {data: {}}\n`,
  });
  await project.up();
  folder = await project.volumeFolder('data');
  await makeTree(folder);
  writeFileSync(join(folder, 'big'), Buffer.alloc(8_000_000, 'a random line, but not the same all over\n'));
  pythonPoint = python.save({
    unit: UNIT,
    recipe: {
      'compose.yaml': 'services: {}\n',
      'compose_order.json': '["compose.yaml"]',
      'x_inspect.json': inspectOf('x', {}, [VOLUME]),
    },
    volumes: [{ name: VOLUME, path: folder, tags: { backup_scope: 'standard' } }],
  });
});
afterAll(async () => {
  await project.dispose();
  python.dispose();
});

describe('a configuration of the Python tool, as it is', () => {
  test('goes on with the same repository under the same name', async () => {
    const shown = (await cli('config', 'show', '--json')).json;
    expect(shown).toMatchObject({
      ...{ origin: 'python', identity: { user: 'root', host: 'pyhost' } },
      repository: { url: `filesystem://${python.repository}` },
    });
    expect((await cli('list', '--json')).json.points).toMatchObject([{ id: pythonPoint, host: 'pyhost' }]);
  });

  test('lets the next backup go on with the history of each volume, without reading its files again', async () => {
    const unit = await backup();
    expect(unit.snapshots).toMatchObject([{ name: VOLUME, format: 'direct', source: `root@pyhost:${folder}` }]);
    expect(unit.snapshots[0].newBytes).toBeLessThan(100_000);
    const history: Listed[] = JSON.parse(python.kopia('snapshot', 'list', folder, '--json'));
    expect(history).toHaveLength(2);
    expect(history[1]?.stats.nonCachedFiles).toBe(LEFT_OUT.length);
    expect(history[1]?.stats.cachedFiles).toBeGreaterThan(0);
  });
});

describe('a point of ours, for the Python tool,', () => {
  test('has a recipe that it reads, and volumes that it restores with kopia alone', async () => {
    const { point } = await backup();
    const ours = findAsPython().get(point);
    expect(ours?.recipe).toHaveLength(1);
    expect(ours?.volumes.map(({ tags }) => [tags['volume'], tags['backup_format']])).toEqual([[VOLUME, 'direct']]);
    expect(Date.parse(ours?.volumes[0]?.tags['timestamp'] ?? '')).not.toBeNaN();
    const [recipe, into] = [join(python.folder, 'recipe'), join(python.folder, 'direct')];
    python.kopia('snapshot', 'restore', ours?.recipe[0]?.id ?? '', recipe);
    expect(JSON.parse(readFileSync(join(recipe, 'compose_order.json'), 'utf8'))).toEqual(['compose.yaml']);
    expect(JSON.parse(readFileSync(join(recipe, `${UNIT}-db-1_inspect.json`), 'utf8'))).toHaveLength(1);
    python.kopia('snapshot', 'restore', ours?.volumes[0]?.id ?? '', into);
    const before = scanTree(folder);
    expect(compareTrees(before, into, { ignore: ['folderTimes', 'symlinkTimes', 'sparse', 'hardLinks'] })).toEqual([]);
  });

  test('holds an archive in the place where it looks for it, when tar was asked for', async () => {
    const { point } = await backup('--backup-format', 'tar');
    const [volume] = findAsPython().get(point)?.volumes ?? [];
    expect(volume?.tags).toMatchObject({ backup_format: 'tar', unit: UNIT, volume: VOLUME });
    const temporary = join(python.folder, 'tar');
    mkdirSync(join(temporary, 'volumes', UNIT), { recursive: true });
    python.kopia('snapshot', 'restore', volume?.id ?? '', temporary);
    const archive = join(temporary, 'volumes', UNIT, VOLUME);
    const into = join(python.folder, 'untarred');
    mkdirSync(into);
    chmodSync(into, 0o700);
    execFileSync('tar', ['-xpf', archive, '--numeric-owner', '--xattrs', '--acls', '-C', into]);
    expect(compareTrees(scanTree(folder), into, { ignore: ['sparse'] })).toEqual([]);
  });

  test('stands beside its own in the list, and each is restored', async () => {
    const { points } = (await cli('list', UNIT, '--json')).json;
    expect(
      points.map(({ tool, format }: { tool: string; format: string }) => `${format} ${tool.split('/')[0]}`),
    ).toEqual(['tar kopi-docka', 'direct kopi-docka', 'direct kopi-docka', 'direct kopi-docka-python 5-7 (direct)']);
    const before = scanTree(folder);
    for (const { id, tool } of points) {
      writeFileSync(join(folder, 'big'), 'damaged');
      const args = ['--point', id, '--volume', VOLUME, '--no-undo', '--yes', '--json'];
      const { exitCode, json } = await cli('restore', UNIT, ...args);
      expect([exitCode, json.status]).toEqual([0, 'success']);
      const lost = tool.startsWith('kopi-docka-python') ? LEFT_OUT.map((path) => `${path}: missing file`) : [];
      expect(compareTrees(before, folder, { ignore: ['folderTimes', 'symlinkTimes', 'sparse', 'hardLinks'] })).toEqual(
        lost,
      );
    }
    await backup();
  });
});

describe('config migrate', () => {
  test('writes YAML with the same repository and name, keeps the old file, and everything goes on', async () => {
    python.configure(
      { compression: 'zstd' },
      { notifications: { enabled: true, service: 'telegram' }, alerting: { missed_backup: { enabled: true } } },
    );
    const old = readFileSync(python.config, 'utf8');
    const migrated = await cli('config', 'migrate', '--json');
    const yaml = join(python.host.home, 'config.yaml');
    expect(migrated.json).toMatchObject({ to: yaml, from: python.config, unmapped: ['notifications', 'alerting'] });
    expect(readFileSync(python.config, 'utf8')).toBe(old);
    expect(readFileSync(yaml, 'utf8')).toContain('host: pyhost');
    expect(existsSync(migrated.json.passwordFile)).toBe(true);
    const known = (await cli('list', UNIT, '--json')).json.points.map(({ id }: { id: string }) => id);
    const plain = (...args: readonly string[]) => runCli(python.host, args);
    expect((await plain('list', UNIT, '--json')).json.points.map(({ id }: { id: string }) => id)).toEqual(known);
    const { exitCode, json } = await plain('backup', UNIT, '--json');
    expect([exitCode, json.units[0].snapshots[0].source]).toEqual([0, `root@pyhost:${folder}`]);
    expect(json.units[0].snapshots[0].newBytes).toBeLessThan(100_000);
    expect((await plain('restore', UNIT, '--point', pythonPoint, '--volume', VOLUME, '--yes', '--json')).exitCode).toBe(
      0,
    );
  });
});
