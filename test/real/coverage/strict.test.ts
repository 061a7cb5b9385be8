import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';

const NAME = 'coverage-strict';
const engine = sharedEngine();
/** Too much to be saved as a bind. */
const all = dirname(engine.dataRoot);
let project: ComposeProject;
let host: LabHost;

/** A unit with two gaps: a bind that holds all files of Docker, and an env file that was removed. */
beforeAll(async () => {
  project = composeProject(engine, NAME, {
    'compose.yaml': `
services:
  app:
    image: ${LAB_IMAGE}
    network_mode: none
    env_file: app.env
    volumes: [data:/data, '${all}:/all:ro']
volumes: {data: {}}
`,
    'app.env': 'A=1\n',
  });
  await project.up();
  rmSync(join(project.folder, 'app.env'));
  host = newHost(engine);
});
beforeEach(() => configure(''));
afterAll(async () => {
  await project.dispose();
  host.dispose();
});

function configure(yaml: string): void {
  mkdirSync(host.home, { recursive: true });
  writeFileSync(join(host.home, 'config.yaml'), yaml);
}

const STRICT = 'backup: {strict: true}\n';

test('a gap is a warning that names the first of them and how many there are', async () => {
  const { exitCode, json, stderr } = await runCli(host, ['backup', NAME, '--json']);
  expect(exitCode).toBe(0);
  expect(json).toMatchObject({ status: 'success', errors: [] });
  const gaps = json.uncovered.filter((gap: { waived: boolean }) => !gap.waived);
  expect(gaps).toEqual([
    {
      kind: 'bind',
      name: all,
      reason: 'holds all files of Docker; bind the folders that are needed',
      waived: false,
      unit: NAME,
    },
    { kind: 'file', name: join(project.folder, 'app.env'), reason: 'it is not there', waived: false, unit: NAME },
  ]);
  expect(stderr).toContain(`bind ${all} of ${NAME} and 1 more: saved by no run, and waived by nobody`);
});

test('strict mode makes a gap exit 21, names all, and saves the unit all the same', async () => {
  configure(STRICT);
  const { exitCode, json } = await runCli(host, ['backup', NAME, '--json']);
  expect(exitCode).toBe(21);
  expect(json).toMatchObject({ exitCode: 21, status: 'partial', units: [{ status: 'success', errors: [] }] });
  expect(json.errors).toMatchObject([
    {
      code: 'E_UNCOVERED',
      message: `saved by no run, and waived by nobody: bind ${all} of ${NAME}, file ${join(project.folder, 'app.env')} of ${NAME}`,
    },
  ]);
  const { points } = (await runCli(host, ['list', NAME, '--json'])).json;
  expect(points[0]).toMatchObject({ id: json.units[0].point, sealed: true, complete: true });
});

test('strict mode shows in words, and in the exit code of a dry run', async () => {
  configure(STRICT);
  const run = await runCli(host, ['backup', NAME]);
  expect(run.exitCode).toBe(21);
  expect(run.stdout).toContain('(E_UNCOVERED)');
  const dry = await runCli(host, ['backup', NAME, '--dry-run']);
  expect(dry.exitCode).toBe(21);
  expect(dry.stdout).toContain(`NOT SAVED bind ${all}: holds all files of Docker; bind the folders that are needed`);
});

test('a gap that is waived by name is none', async () => {
  const waivers = [`binds: {${all}: {enable: false}}`, `files: {${join(project.folder, '*.env')}: {enable: false}}`];
  configure(`${STRICT}units: {${NAME}: {${waivers[0]}}}`);
  const half = await runCli(host, ['backup', NAME, '--json']);
  expect(half.exitCode).toBe(21);
  expect(half.json.errors[0].message).not.toContain(all);
  configure(`${STRICT}units: {${NAME}: {${waivers.join(', ')}}}`);
  const { exitCode, json } = await runCli(host, ['backup', NAME, '--json']);
  expect(exitCode).toBe(0);
  expect(json).toMatchObject({ status: 'success', errors: [] });
  expect(json.uncovered).toMatchObject([{ waived: true }, { waived: true }]);
});

test('strict mode beside a unit that fails is a run that is done in part', async () => {
  configure(STRICT);
  const { exitCode, json } = await runCli(host, ['backup', NAME, '--json', '--strategy', 'freeze']);
  expect(json.errors).toMatchObject([{ code: 'E_UNCOVERED' }]);
  expect(exitCode).toBe(3);
});
