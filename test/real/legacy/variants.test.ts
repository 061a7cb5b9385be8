import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../lab/cli.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { inspectOf, type PythonHost, type PythonPoint, pythonHost } from './python-host.ts';

const engine = sharedEngine();
const UNIT = 'older';
const FOLDER = `/opt/stacks/${UNIT}`;
const LABELS = {
  'com.docker.compose.project': UNIT,
  'com.docker.compose.project.working_dir': FOLDER,
  'com.docker.compose.project.config_files': `${FOLDER}/stack.yaml`,
};

let python: PythonHost;
let data: string;
const cli = (...args: readonly string[]) => runCli(python.host, ['--config', python.config, ...args]);
const restore = (id: string, ...more: readonly string[]) =>
  cli('restore', UNIT, '--point', id, '--yes', '--json', ...more);
const codes = (list: readonly { code: string }[]) => list.map(({ code }) => code);
const inOpt = (...path: readonly string[]) => join(python.opt, 'stacks', UNIT, ...path);

function save(point: Omit<PythonPoint, 'unit'>): string {
  return python.save({ unit: UNIT, ...point });
}

/** The content of a volume on the engine, by file. */
async function contentOf(volume: string): Promise<Readonly<Record<string, string>>> {
  const { Mountpoint } = await engine.call('GET', `/volumes/${volume}`);
  return Object.fromEntries(
    readdirSync(Mountpoint).map((name) => [name, readFileSync(join(Mountpoint, name), 'utf8')]),
  );
}

beforeAll(() => {
  python = pythonHost(engine, 'oldhost');
  data = join(python.folder, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'file'), 'content');
});
beforeEach(async () => {
  rmSync(inOpt(), { recursive: true, force: true });
  for (const volume of ['older_db', 'older_web'])
    await engine.call('DELETE', `/volumes/${volume}`).catch(() => undefined);
});
afterAll(async () => {
  for (const volume of ['older_db', 'older_web'])
    await engine.call('DELETE', `/volumes/${volume}`).catch(() => undefined);
  await engine.call('DELETE', '/networks/older_back').catch(() => undefined);
  python.dispose();
});

describe('recipes', () => {
  test('of 2.x have one Compose file under another name, a naive time and a tar', async () => {
    const id = save({
      timestamp: '2023-01-01T02:00:11.123456',
      recipe: {
        'docker-compose.yml': 'services: {}\n',
        'older-db-1_inspect.json': inspectOf('older-db-1', LABELS, ['older_db']),
      },
      volumes: [{ name: 'older_db', path: data, format: 'tar' }],
    });
    const [point] = (await cli('list', UNIT, '--json')).json.points;
    expect(point).toMatchObject({ id, format: 'tar', tool: 'kopi-docka-python 2-4 (tar)', sealed: true });
    expect(Date.now() - Date.parse(point.time)).toBeLessThan(600_000);
    const { exitCode, json } = await restore(id);
    expect([exitCode, codes(json.warnings)]).toEqual([0, ['W_UNIT_NOT_RECREATED']]);
    expect(json.warnings[0].hint).toContain(`--file ${FOLDER}/stack.yaml up -d`);
    expect(readFileSync(inOpt('stack.yaml'), 'utf8')).toBe('services: {}\n');
    expect(await contentOf('older_db')).toEqual({ file: 'content' });
    const { Mountpoint } = await engine.call('GET', '/volumes/older_db');
    expect(statSync(join(Mountpoint, 'file')).mtimeMs).toBe(0);
  });

  test('of 3.0.8 have further files beside it, and networks', async () => {
    const two = { ...LABELS, 'com.docker.compose.project.config_files': `${FOLDER}/stack.yaml,${FOLDER}/more.yml` };
    const network = {
      ...{
        Name: 'older_back',
        Id: 'x',
        Driver: 'bridge',
        Internal: true,
        Labels: { 'com.docker.compose.network': 'back' },
      },
      IPAM: { Driver: 'default', Config: [{ Subnet: '10.93.0.0/24', Gateway: '10.93.0.1' }] },
    };
    const id = save({
      timestamp: '2023-06-01T02:00:11',
      recipe: {
        'docker-compose.yml': 'main',
        'project-files/more.yml': 'more',
        'project-files/.env': 'A=1',
        'project-files/api-token.json': '{}',
        'older-db-1_inspect.json': inspectOf('older-db-1', two, []),
      },
      networks: [network, { Name: 'bridge', Driver: 'bridge' }],
    });
    const { exitCode, json } = await restore(id);
    expect([exitCode, codes(json.warnings)]).toEqual([0, ['W_UNIT_NOT_RECREATED']]);
    expect(json.warnings[0].hint).toContain(`--file ${FOLDER}/stack.yaml --file ${FOLDER}/more.yml up -d`);
    const files = readdirSync(inOpt()).sort();
    expect(files).toEqual(['.env', 'api-token.json', 'more.yml', 'stack.yaml']);
    expect(files.map((file) => (statSync(inOpt(file)).mode & 0o777).toString(8))).toEqual(['600', '600', '644', '644']);
    expect(await engine.call('GET', '/networks/older_back')).toMatchObject({
      ...{ Internal: true, Labels: { 'com.docker.compose.network': 'back' } },
      IPAM: { Config: [{ Subnet: '10.93.0.0/24', Gateway: '10.93.0.1' }] },
    });
    expect((await cli('undo', '--yes', '--json')).json).toMatchObject({ status: 'success', warnings: [] });
    expect(existsSync(inOpt())).toBe(false);
    await expect(engine.call('GET', '/networks/older_back')).rejects.toThrow('404');
  });

  test('of 7.x come with binds, folders and single files, and with the settings of the engine', async () => {
    const [tree, file] = [join(python.folder, 'bind'), join(python.folder, 'app.ini')];
    mkdirSync(join(tree, 'sub'), { recursive: true });
    writeFileSync(join(tree, 'sub/inner'), 'in');
    writeFileSync(file, 'ini');
    const id = save({
      timestamp: null,
      recipe: {
        'stack.yaml': 'main',
        'compose_order.json': '["stack.yaml"]',
        'coverage-manifest.json': '{"unit": "older", "has_gaps": false}',
        'older-db-1_inspect.json': inspectOf('older-db-1', LABELS, ['older_db']),
      },
      dockerConfig: { 'daemon.json': '{"debug": true}', 'docker.service.d/proxy.conf': '[Service]' },
      volumes: [{ name: 'older_db', path: data, tags: { backup_scope: 'full' } }],
      binds: [tree, file],
    });
    rmSync(tree, { recursive: true });
    writeFileSync(file, 'changed');
    const shown = (await cli('show', id, '--json')).json;
    expect(shown.point).toMatchObject({ format: 'direct', tool: 'kopi-docka-python 5-7 (direct)', complete: true });
    expect(shown.recipe.engineFiles.sort()).toEqual(['daemon.json', 'docker.service.d/proxy.conf']);
    expect((await cli('show', id)).stdout).toMatch(/engine +daemon.json[\s\S]*--to-dir DIR/);
    const { exitCode, json } = await restore(id);
    expect([exitCode, codes(json.warnings)]).toEqual([0, ['W_UNIT_NOT_RECREATED']]);
    expect([readFileSync(join(tree, 'sub/inner'), 'utf8'), readFileSync(file, 'utf8')]).toEqual(['in', 'ini']);
    expect(await contentOf('older_db')).toEqual({ file: 'content' });

    const out = join(python.folder, 'out');
    expect((await restore(id, '--to-dir', out)).exitCode).toBe(0);
    expect(readFileSync(join(out, 'docker-config/daemon.json'), 'utf8')).toBe('{"debug": true}');
    expect(readFileSync(join(out, 'docker-config/docker.service.d/proxy.conf'), 'utf8')).toBe('[Service]');
    expect(readFileSync(join(out, 'project/stack.yaml'), 'utf8')).toBe('main');
    expect(readFileSync(join(out, 'older_db/file'), 'utf8')).toBe('content');
  });

  test('may not tell where the files lay: then it is said how to get them', async () => {
    const id = save({
      recipe: {
        'docker-compose.yml': 'main',
        'older-db-1_inspect.json': inspectOf('older-db-1', { 'com.docker.compose.project': UNIT }, []),
      },
    });
    const { exitCode, json } = await restore(id);
    expect([exitCode, codes(json.warnings)]).toEqual([0, ['W_PROJECT_FILES', 'W_UNIT_NOT_RECREATED']]);
    expect(json.warnings[0]).toMatchObject({
      message: 'the backup holds docker-compose.yml of the project, but does not say where it was',
      hint: `kopi-docka restore ${UNIT} --point ${id} --to-dir DIR puts the one of the backup into DIR/project.`,
    });
  });

  test('were left out in the scope minimal: the data comes back all the same', async () => {
    const id = save({ volumes: [{ name: 'older_db', path: data, tags: { backup_scope: 'minimal' } }] });
    expect((await restore(id)).json).toMatchObject({ status: 'success', warnings: [] });
    expect(await contentOf('older_db')).toEqual({ file: 'content' });
  });
});

describe('a point that lost volumes to the retention of its time', () => {
  test('names them, restores the others, and is a partial success', async () => {
    const id = save({
      recipe: {
        'docker-compose.yml': 'main',
        'older-db-1_inspect.json': inspectOf('older-db-1', LABELS, ['older_db', 'older_web']),
      },
      volumes: [{ name: 'older_db', path: data, format: 'tar' }],
    });
    const problem = 'volume older_web: missing, never saved or removed by the retention of that time';
    expect((await cli('show', id, '--json')).json.point).toMatchObject({ complete: false, problems: [problem] });
    const listed = (await cli('list', UNIT, '--verbose', '--json')).json.points;
    expect(listed.find((point: { id: string }) => point.id === id)).toMatchObject({ complete: false });
    const { exitCode, json } = await restore(id);
    expect([exitCode, json.status, codes(json.warnings)[0]]).toEqual([3, 'partial', 'W_POINT_INCOMPLETE']);
    expect(json.warnings[0].message).toContain(problem);
    expect(await contentOf('older_db')).toEqual({ file: 'content' });
  });
});

describe('a volume whose format tag', () => {
  test.each([
    ['is lost', 'direct', null, 'without a format tag, but holds a directory'],
    ['says tar of a folder', 'direct', 'tar', 'tagged tar, but holds a directory'],
    ['says direct of an archive', 'tar', 'direct', 'tagged direct, but holds a tar archive'],
  ] as const)('%s comes back by what it holds, and that is said', async (_, format, tag, surprise) => {
    const id = save({
      volumes: [{ name: 'older_db', path: data, format, tags: { backup_format: tag, backup_scope: 'minimal' } }],
    });
    const { exitCode, json } = await restore(id);
    expect([exitCode, codes(json.warnings)]).toEqual([0, ['W_FORMAT_TAG']]);
    expect(json.warnings[0].message).toBe(`volume older_db: its snapshot is ${surprise}`);
    expect(await contentOf('older_db')).toEqual({ file: 'content' });
  });
});
