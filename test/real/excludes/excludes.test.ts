import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { bareKopia } from '../../lab/bare-kopia.ts';
import { type CliResult, type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';

const NAME = 'excludes-unit';
const FILES = ['app.log', 'keep.log', 'app.pid', 'app.tmp', 'app.bak', 'app.old', 'data.txt', 'cache/a', 'cache/b'];
const engine = sharedEngine();
const folder = freshFolder('excludes');
const bind = join(folder, 'bind');
let project: ComposeProject;
let host: LabHost;

beforeAll(async () => {
  mkdirSync(bind);
  project = composeProject(engine, NAME, {
    'compose.yaml': `
services:
  app:
    image: ${LAB_IMAGE}
    network_mode: none
    labels: {kopi-docka.exclude: '*.tmp'}
    volumes: [data:/data, plain:/plain, '${bind}:/bind']
volumes: {data: {labels: {kopi-docka.exclude: '*.bak'}}, plain: {}}
`,
  });
  await project.up();
  for (const at of [await project.volumeFolder('data'), await project.volumeFolder('plain'), bind]) fill(at);
  host = newHost(engine);
});
afterEach(() => configure(''));
afterAll(async () => {
  await project.dispose();
  host.dispose();
  removeFolder(folder);
});

function fill(at: string): void {
  mkdirSync(join(at, 'cache'), { recursive: true });
  for (const file of FILES) writeFileSync(join(at, file), `${file}\n`);
}

function configure(yaml: string): void {
  mkdirSync(host.home, { recursive: true });
  writeFileSync(join(host.home, 'config.yaml'), yaml);
}

/** What a source holds in the point that a backup made, by its name. */
function stored({ json }: CliResult, name: string): readonly string[] {
  const { id } = json.units[0].snapshots.find((one: { name: string }) => one.name === name);
  const paths = bareKopia(host, 'ls', '-r', id)
    .split('\n')
    .filter((path) => path !== '' && !path.endsWith('/'));
  return paths.map((path) => path.slice(path.indexOf('/') + 1)).sort();
}

function without(...names: readonly string[]): readonly string[] {
  return FILES.filter((file) => !names.includes(file)).sort();
}

const EVERYWHERE = `
backup: {exclude: ['*.log', '!keep.log']}
units:
  ${NAME}:
    exclude: ['*.pid']
    volumes: {data: {exclude: [/cache/]}}
    binds: {${bind}: {exclude: [data.txt]}}
`;

test('patterns of the config, the unit, the volume, the bind, labels and the flag all reach kopia', async () => {
  configure(EVERYWHERE);
  const result = await runCli(host, ['backup', NAME, '--json', '--exclude', '*.old']);
  expect(result.json.units[0].errors).toEqual([]);
  const common = ['app.log', 'app.pid', 'app.tmp', 'app.old'];
  expect(stored(result, `${NAME}_data`)).toEqual(without(...common, 'app.bak', 'cache/a', 'cache/b'));
  expect(stored(result, `${NAME}_plain`)).toEqual(without(...common));
  expect(stored(result, bind)).toEqual(without(...common, 'data.txt'));
});

test('what is taken out of the config is saved again by the next run, and gone from the policy', async () => {
  const result = await runCli(host, ['backup', NAME, '--json']);
  expect(stored(result, `${NAME}_data`)).toEqual(without('app.tmp', 'app.bak'));
  expect(stored(result, `${NAME}_plain`)).toEqual(without('app.tmp'));
  expect(stored(result, bind)).toEqual(without('app.tmp'));
  const policies = JSON.parse(bareKopia(host, 'policy', 'export'));
  const ofBind = Object.entries<{ files: { ignore?: unknown } }>(policies).find(([target]) => target.endsWith(bind));
  expect(ofBind?.[1].files.ignore).toEqual(['*.tmp']);
});

test('a dry run tells what each pattern leaves out of each source, and leaves no trace', async () => {
  const fresh = newHost(engine);
  const { json, exitCode } = await runCli(fresh, [
    'backup',
    NAME,
    '--json',
    '--dry-run',
    '--exclude',
    '/cache/',
    '--exclude',
    'none',
  ]);
  expect(exitCode).toBe(0);
  const excluded = Object.fromEntries(
    json.units[0].sources.map((source: { name: string; excluded: unknown }) => [source.name, source.excluded]),
  );
  const common = [
    { pattern: '*.tmp', files: 1, bytes: 8 },
    { pattern: '/cache/', files: 2, bytes: 16 },
    { pattern: 'none', files: 0, bytes: 0 },
  ];
  expect(excluded[bind]).toEqual(common);
  expect(excluded[`${NAME}_data`]).toEqual([...common, { pattern: '*.bak', files: 1, bytes: 8 }]);
  const { stdout } = await runCli(fresh, ['backup', NAME, '--dry-run', '--exclude', '/cache/', '--exclude', 'none']);
  expect(stdout).toContain('/cache/ leaves out 2 files, 16 B');
  expect(stdout).toContain('none leaves out nothing');
  expect(existsSync(fresh.home)).toBe(false);
  expect(readdirSync(fresh.userHome)).toEqual(['.docker']);
  fresh.dispose();
});

test('patterns that leave nothing over are told by the dry run and by the run', async () => {
  configure(`units: {${NAME}: {volumes: {plain: {exclude: ['*']}}}}`);
  const told = { code: 'W_EXCLUDES_ALL', message: `the excludes of volume ${NAME}_plain leave out all of its 9 files` };
  const dry = await runCli(host, ['backup', NAME, '--json', '--dry-run']);
  expect(dry.json.units[0].warnings).toMatchObject([told]);
  const run = await runCli(host, ['backup', NAME, '--json', '--accept-shrink']);
  expect(run.exitCode).toBe(0);
  expect(run.json.units[0].warnings).toMatchObject([told]);
});

test('a bad pattern in the config is refused with its place before anything is done', async () => {
  configure(`units:\n  ${NAME}:\n    volumes: {plain: {exclude: ['*.ok', 'bad[']}}\n`);
  const { exitCode, json } = await runCli(host, ['backup', NAME, '--json']);
  expect(exitCode).toBe(4);
  expect(json.error.message).toContain(
    `config.yaml:3:41: units.${NAME}.volumes.plain.exclude.1 is "bad[", no exclude pattern: a [ has no ]`,
  );
});

test('a bad pattern of the flag is refused before anything is done', async () => {
  const before = await project.containers();
  const { exitCode, json } = await runCli(host, ['backup', NAME, '--json', '--exclude', 'bad[']);
  expect(exitCode).toBe(2);
  expect(json.error).toMatchObject({
    code: 'E_USAGE',
    message: 'the pattern "bad[" of --exclude can not be used: a [ has no ]',
  });
  expect(await project.containers()).toEqual(before);
});

test('a bad pattern in a label refuses its unit, by name of the container, and stops nothing', async () => {
  const name = 'excludes-bad-label';
  const labelled = composeProject(engine, name, {
    'compose.yaml': `
services:
  app: {image: ${LAB_IMAGE}, network_mode: none, labels: {kopi-docka.exclude: 'ok, bad['}, volumes: [data:/data]}
volumes: {data: {}}
`,
  });
  await labelled.up();
  const startedAt = async () => {
    const [container] = await labelled.containers();
    return (await engine.call('GET', `/containers/${container?.id}/json`)).State.StartedAt;
  };
  const before = await startedAt();
  const { exitCode, json } = await runCli(host, ['backup', name, '--json']);
  expect(exitCode).toBe(4);
  expect(json.units[0]).toMatchObject({
    status: 'failed',
    errors: [
      {
        code: 'E_CONFIG',
        message: `the exclude pattern "bad[" in the label kopi-docka.exclude of container ${name}-app-1 can not be used: a [ has no ]`,
      },
    ],
  });
  expect(await startedAt()).toBe(before);
  await labelled.dispose();
});
