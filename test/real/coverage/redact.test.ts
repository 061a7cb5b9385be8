import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bareKopia } from '../../lab/bare-kopia.ts';
import { type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';

const NAME = 'coverage-redact';
const engine = sharedEngine();
let project: ComposeProject;
let host: LabHost;

beforeAll(async () => {
  project = composeProject(engine, NAME, {
    'compose.yaml': `services: {app: {image: ${LAB_IMAGE}, network_mode: none, env_file: app.env, volumes: [data:/data]}}\nvolumes: {data: {}}\n`,
    'app.env': 'PASSWORD=hunter2\n',
  });
  await project.up();
  host = newHost(engine);
  mkdirSync(host.home);
});
afterAll(async () => {
  await project.dispose();
  host.dispose();
});

/** The text of a file in the recipe of the point that a backup made. */
async function recipeFile(config: string, file: string) {
  writeFileSync(join(host.home, 'config.yaml'), config);
  const { json, exitCode } = await runCli(host, ['backup', NAME, '--json']);
  const [recipe] = JSON.parse(
    bareKopia(
      host,
      'snapshot',
      'list',
      '--json',
      '--all',
      `--tags=backup_id:${json.units[0].point}`,
      '--tags=type:recipe',
    ),
  );
  return {
    exitCode,
    warnings: json.units[0].warnings,
    text: bareKopia(host, 'show', `${recipe.rootEntry.obj}/${file}`),
  };
}

const INSPECT = `${NAME}-app-1_inspect.json`;

test('a recipe holds the environment of its containers, so that they can be made again', async () => {
  const { text, warnings } = await recipeFile('', INSPECT);
  expect(JSON.parse(text)[0].Config.Env).toContain('PASSWORD=hunter2');
  expect(warnings).toEqual([]);
});

test('redactEnvironment leaves the values out of it, and says what that costs', async () => {
  const { text, warnings, exitCode } = await recipeFile('backup: {redactEnvironment: true}', INSPECT);
  expect(text).not.toContain('hunter2');
  expect(JSON.parse(text)[0].Config.Env).toContain('PASSWORD=***REDACTED***');
  expect(warnings).toMatchObject([
    {
      code: 'W_REDACTED',
      message: `environment values of 1 container of ${NAME} are left out of the recipe: it can not make them again`,
    },
  ]);
  expect(exitCode).toBe(0);
});

test('redactEnvironment leaves env files as they are; a rule leaves them out by name', async () => {
  const redact = 'backup: {redactEnvironment: true}\n';
  expect((await recipeFile(redact, 'project-files/app.env')).text).toBe('PASSWORD=hunter2\n');
  const waived = `${redact}units: {${NAME}: {files: {${join(project.folder, 'app.env')}: {enable: false}}}}`;
  const seal = JSON.parse((await recipeFile(waived, 'kopi-docka.json')).text);
  expect(seal.project.files.map(({ path }: { path: string }) => path)).toEqual([join(project.folder, 'compose.yaml')]);
});
