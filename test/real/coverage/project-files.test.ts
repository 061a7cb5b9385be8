// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose writes its variables so.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliResult, type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { dockerEnvironment } from '../../lab/compose.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { tools } from '../../lab/tools.ts';

const engine = sharedEngine();
const folder = freshFolder('coverage-files');
const service = (more: string): string => `{image: '${LAB_IMAGE}', network_mode: none, ${more}}`;
let host: LabHost;

beforeAll(() => {
  host = newHost(engine);
});
afterAll(() => {
  host.dispose();
  removeFolder(folder);
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function compose(...args: readonly string[]): void {
  const config = freshFolder('coverage-docker');
  execFileSync(tools().docker, ['compose', ...args], { env: dockerEnvironment(engine, config), stdio: 'pipe' });
  removeFolder(config);
}

interface SealedFile {
  readonly path: string;
  readonly role: string;
}

async function projectOf({ json }: CliResult): Promise<readonly SealedFile[]> {
  const shown = await runCli(host, ['show', json.units[0].point, '--json']);
  return shown.json.seal.project.files;
}

describe('a project that is scattered over a host', () => {
  const name = 'coverage-scattered';
  const at = (path: string): string => join(folder, path);
  const command = [
    ...['--project-name', name, '--project-directory', at('home')],
    ...['--file', at('home/compose.yaml'), '--file', at('overrides/prod.yaml')],
    ...['--env-file', at('env/prod.vars')],
  ];

  beforeAll(() => {
    write({
      'env/prod.vars': 'ELSEWHERE=../elsewhere\nTIER=prod\n',
      'home/compose.yaml': `
include:
  - \${ELSEWHERE}/included.yaml
  - {path: ../elsewhere/more.yaml, project_directory: ../elsewhere/own, env_file: ../env/more.vars}
services:
  app: ${service("env_file: [app.env, '${ELSEWHERE}/${TIER:-dev}.env', {path: maybe.env, required: false}], secrets: [key], configs: [site]")}
  built: ${service('extends: {file: ../base/base.yaml, service: base}')}
secrets: {key: {file: '\${ELSEWHERE}/key.txt'}}
configs: {site: {file: ./site.conf}}
`,
      'home/app.env': 'A=1\n',
      'home/site.conf': 'site\n',
      'overrides/prod.yaml': `services: {app: {env_file: override.env}}\n`,
      'home/override.env': 'O=1\n',
      'elsewhere/prod.env': 'B=1\n',
      'elsewhere/key.txt': 'secret\n',
      'elsewhere/included.yaml': `services: {inc: ${service('env_file: inc.env')}}\n`,
      'elsewhere/inc.env': 'I=1\n',
      'elsewhere/more.yaml': `services: {more: ${service("env_file: '${WHICH}.env'")}}\n`,
      'elsewhere/own/second.env': 'M=1\n',
      'env/more.vars': 'WHICH=second\n',
      'base/base.yaml': `services: {base: ${service('env_file: base.env')}}\n`,
      'base/base.env': 'X=1\n',
    });
    compose(...command, 'up', '--detach', '--pull', 'never');
  });
  afterAll(() => {
    write({ 'elsewhere/own/second.env': '', 'base/base.env': '' });
    compose(...command, 'down', '--timeout', '1');
  });

  test('has every file that Compose needs in its recipe', async () => {
    const result = await runCli(host, ['backup', name, '--json']);
    expect(result.exitCode).toBe(0);
    expect(result.json.units[0].warnings).toEqual([]);
    const files = (await projectOf(result)).map(({ role, path }) => `${role} ${path.slice(folder.length + 1)}`);
    expect(files.sort()).toEqual([
      'compose base/base.yaml',
      'compose elsewhere/included.yaml',
      'compose elsewhere/more.yaml',
      'compose home/compose.yaml',
      'compose overrides/prod.yaml',
      'env base/base.env',
      'env elsewhere/inc.env',
      'env elsewhere/own/second.env',
      'env elsewhere/prod.env',
      'env env/more.vars',
      'env env/prod.vars',
      'env home/app.env',
      'env home/override.env',
      'other elsewhere/key.txt',
      'other home/site.conf',
    ]);
  });

  test('has what is missing named, and what Compose says to that', async () => {
    rmSync(at('elsewhere/own/second.env'));
    rmSync(at('base/base.env'));
    const { json, exitCode } = await runCli(host, ['backup', name, '--json']);
    expect(exitCode).toBe(0);
    const warnings = json.units[0].warnings.map(
      ({ code, message }: { code: string; message: string }) => `${code} ${message}`,
    );
    expect(warnings).toEqual([
      `W_PROJECT_FILE project file ${at('base/base.env')} is not saved: it is not there`,
      `W_PROJECT_FILE project file ${at('elsewhere/own/second.env')} is not saved: it is not there`,
      expect.stringMatching(
        `^W_COMPOSE Compose can not read the project ${name} as it lies here: .*env file .* not found`,
      ),
    ]);
  });

  test('is saved all the same where Compose is not installed', async () => {
    const { json, exitCode } = await runCli(host, ['backup', name, '--json'], {
      env: { PATH: '/usr/bin:/bin', DOCKER_CONFIG: '/nowhere' },
    });
    expect(exitCode).toBe(0);
    expect(json.units[0].warnings.map(({ code }: { code: string }) => code)).toEqual([
      'W_PROJECT_FILE',
      'W_PROJECT_FILE',
    ]);
  });
});

describe('a project that a manager made from inside its own container', () => {
  const name = 'coverage-managed';
  const seen = '/data/compose/7';

  beforeAll(async () => {
    write({
      'manager/compose/7/docker-compose.yml': `services: {app: ${service('env_file: [stack.env, ../shared.env]')}}\n`,
      'manager/compose/7/stack.env': 'S=1\n',
      'manager/compose/shared.env': 'T=1\n',
    });
    const labels = {
      'com.docker.compose.project': name,
      'com.docker.compose.service': 'app',
      'com.docker.compose.project.working_dir': seen,
      'com.docker.compose.project.config_files': `${seen}/docker-compose.yml`,
    };
    await engine.call('POST', '/containers/create?name=coverage-manager', {
      Image: LAB_IMAGE,
      HostConfig: { Binds: [`${join(folder, 'manager')}:/data`], NetworkMode: 'none' },
    });
    await engine.call('POST', `/containers/create?name=${name}-app-1`, {
      Image: LAB_IMAGE,
      Labels: labels,
      HostConfig: { NetworkMode: 'none' },
    });
  });
  afterAll(async () => {
    for (const container of ['coverage-manager', `${name}-app-1`])
      await engine.call('DELETE', `/containers/${container}?force=1`);
  });

  test('has its files found through the mounts of that container', async () => {
    const result = await runCli(host, ['backup', name, '--json']);
    expect(result.exitCode).toBe(0);
    expect(result.json.units[0].warnings).toEqual([]);
    expect((await projectOf(result)).map(({ path }) => path)).toEqual([
      join(folder, 'manager/compose/7/docker-compose.yml'),
      join(folder, 'manager/compose/7/stack.env'),
      join(folder, 'manager/compose/shared.env'),
    ]);
  });

  test('has a file named that is not there either', async () => {
    rmSync(join(folder, 'manager/compose/7/docker-compose.yml'));
    const { json } = await runCli(host, ['backup', name, '--json']);
    expect(json.uncovered).toEqual([
      { kind: 'file', name: `${seen}/docker-compose.yml`, reason: 'it is not there', waived: false, unit: name },
    ]);
  });
});
