import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LabHost, newHost, programPath, runCli, spawnCli } from '../../lab/cli.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { waitFor } from '../../lab/wait.ts';
import { captureWorld, checkWorld } from '../../lab/world.ts';

const UNIT = 'cli-commands';
const RFC_3339_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const engine = sharedEngine();

let host: LabHost;
let project: ComposeProject;
let point: string;

beforeAll(async () => {
  host = newHost(engine);
  project = composeProject(engine, UNIT, {
    'compose.yaml': `services:
  web: { image: ${LAB_IMAGE}, network_mode: none, stop_grace_period: 1s, volumes: ["data:/data", "./conf:/conf:ro"] }
volumes: { data: {} }
`,
    'conf/setting': 'on',
  });
  await project.up();
  writeFileSync(join(await project.volumeFolder('data'), 'file'), 'x'.repeat(200_000));
  const { exitCode, json, stderr } = await runCli(host, ['backup', UNIT, '--json']);
  expect(exitCode, stderr).toBe(0);
  point = json.units[0].point;
});

afterAll(async () => {
  await project.dispose();
  host.dispose();
});

test('the first backup says where repository and password are, and left both for the owner alone', async () => {
  const fresh = newHost(engine);
  const { stdout } = await runCli(fresh, ['backup', UNIT]);
  const text = stdout.replaceAll('\n', ' ');
  expect(text).toContain(join(fresh.home, 'repository'));
  expect(text).toContain(join(fresh.home, 'repository.password'));
  expect(text).toContain('does not outlive that disk');
  expect(statSync(join(fresh.home, 'repository.password')).mode & 0o777).toBe(0o600);
  fresh.dispose();
});

test('units --json shows members, volumes with their size, and binds', async () => {
  const { json } = await runCli(host, ['units', '--json']);
  expect(json.schema).toBe('kopi-docka/units/1');
  const unit = json.units.find(({ name }: { name: string }) => name === UNIT);
  expect(unit).toMatchObject({
    kind: 'compose',
    members: [{ name: `${UNIT}-web-1`, service: 'web', state: 'running' }],
    volumes: [{ name: `${UNIT}_data`, driver: 'local', readable: 'direct' }],
    binds: [{ source: join(project.folder, 'conf'), readOnly: true }],
  });
  expect(unit.volumes[0].bytes).toBeGreaterThanOrEqual(200_000);
});

test('list --json shows the point by its backup id', async () => {
  const { json } = await runCli(host, ['list', UNIT, '--json']);
  expect(json.schema).toBe('kopi-docka/list/1');
  expect(json.points[0]).toMatchObject({
    ...{ id: point, unit: UNIT, kind: 'compose', format: 'direct', sealed: true, complete: true, pinned: false },
    time: expect.stringMatching(RFC_3339_UTC),
    volumes: [{ name: `${UNIT}_data`, bytes: 200_000, files: 1 }],
    tool: expect.stringMatching(/^kopi-docka\//),
  });
});

test('show takes the beginning of an id and tells how the point was made', async () => {
  const { json } = await runCli(host, ['show', point.slice(0, 8), '--json']);
  expect(json).toMatchObject({
    schema: 'kopi-docka/show/1',
    point: { id: point },
    seal: { unit: UNIT, strategy: 'stop' },
  });
  const { stdout } = await runCli(host, ['show', point]);
  expect(stdout).toContain(`${UNIT}-web-1 (running)`);
  expect((await runCli(host, ['show', 'ffffffff'])).exitCode).toBe(2);
});

test('doctor --json has a message and a severity for each finding, and exit 0 where nothing is an error', async () => {
  const { exitCode, json } = await runCli(host, ['doctor', '--json']);
  expect(json).toMatchObject({ schema: 'kopi-docka/doctor/1', healthy: true });
  expect(exitCode).toBe(0);
  for (const finding of json.findings) {
    expect(finding).toMatchObject({ check: expect.any(String), message: expect.any(String) });
    expect(['ok', 'info', 'warning', 'error']).toContain(finding.severity);
  }
});

test('doctor ends with the code of what is wrong, and names what mends it', async () => {
  const { exitCode, stdout } = await runCli(host, ['doctor'], { env: { DOCKER_HOST: 'unix:///nonexistent' } });
  expect(exitCode).toBe(6);
  expect(stdout).toMatch(/^error +engine/m);
  expect(stdout).toContain('mend: ');
});

test('repository create makes it once, and status tells what it is', async () => {
  const fresh = newHost(engine);
  expect((await runCli(fresh, ['repository', 'status'])).exitCode).toBe(10);
  const first = (await runCli(fresh, ['repository', 'create', '--json'])).json;
  expect(first).toMatchObject({ created: true, type: 'filesystem', target: join(fresh.home, 'repository') });
  const second = (await runCli(fresh, ['repository', 'create', '--json'])).json;
  expect(second).toMatchObject({ created: false, uniqueId: first.uniqueId });
  const { json } = await runCli(fresh, ['repository', 'status', '--json']);
  expect(json).toMatchObject({ schema: 'kopi-docka/repository-status/1', uniqueId: first.uniqueId });
  fresh.dispose();
});

test('config show never shows the password', async () => {
  const password = readFileSync(join(host.home, 'repository.password'), 'utf8').trim();
  for (const args of [
    ['config', 'show'],
    ['config', 'show', '--json', '--verbose'],
  ]) {
    const { stdout, stderr } = await runCli(host, args);
    expect(stdout).toContain('[SET] (file ');
    expect(stdout + stderr).not.toContain(password);
  }
});

test('config check names every problem with line and column, exit 4', async () => {
  const file = join(host.userHome, 'wrong.yaml');
  writeFileSync(file, 'backup:\n  stratgy: stop\n  format: zip\n');
  const { exitCode, json } = await runCli(host, ['config', 'check', '--json', '--config', file]);
  expect(exitCode).toBe(4);
  expect(json).toMatchObject({
    valid: false,
    problems: [
      { line: 2, column: 3 },
      { line: 3, column: 11 },
    ],
  });
  const text = await runCli(host, ['config', 'check', '--config', file]);
  expect(text.stdout).toContain(`${file}:2:3: unknown key backup.stratgy; did you mean strategy?`);
  expect((await runCli(host, ['config', 'check'])).exitCode).toBe(0);
});

test('config path follows --config, KOPI_DOCKA_CONFIG and KOPI_DOCKA_HOME, in this order', async () => {
  const path = async (args: readonly string[], env: Record<string, string>) =>
    (await runCli(host, ['config', 'path', ...args], { env })).stdout.trim();
  expect(await path([], {})).toBe(join(host.home, 'config.yaml'));
  expect(await path([], { KOPI_DOCKA_CONFIG: '/e.yaml' })).toBe('/e.yaml');
  expect(await path(['--config', '/f.yaml'], { KOPI_DOCKA_CONFIG: '/e.yaml' })).toBe('/f.yaml');
});

test('config schema is a JSON Schema that knows the settings', async () => {
  const { json } = await runCli(host, ['config', 'schema']);
  expect(json).toMatchObject({
    type: 'object',
    properties: { repository: {}, backup: {} },
    additionalProperties: false,
  });
});

test('recover with nothing to do says so', async () => {
  const { exitCode, stdout } = await runCli(host, ['recover']);
  expect(exitCode).toBe(0);
  expect(stdout).toBe('Nothing to recover: no run was cut off.\n');
});

test('restore without a terminal wants --yes, and changes nothing', async () => {
  const { exitCode, stderr } = await runCli(host, ['restore', UNIT]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--yes');
});

test('a dry run of a restore shows its plan and changes nothing', async () => {
  const before = await captureWorld(engine, { prefix: UNIT });
  const { exitCode, json } = await runCli(host, ['restore', UNIT, '--dry-run', '--json']);
  expect(exitCode).toBe(0);
  expect(json).toMatchObject({ schema: 'kopi-docka/restore-plan/1', unit: UNIT, point });
  expect(await checkWorld(before, engine, host)).toEqual([]);
});

test('a reader that goes away does not stop a backup in the middle', async () => {
  const before = await captureWorld(engine, { prefix: UNIT });
  const line = `${process.execPath} ${programPath()} backup ${UNIT} -v 2>&1 | head -1; echo "$?-\${PIPESTATUS[0]}"`;
  const stdout = execFileSync('/bin/bash', ['-c', line], { env: host.env, encoding: 'utf8' });
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('0-0');
  expect((await runCli(host, ['list', UNIT, '--json'])).json.points).toHaveLength(2);
  expect(await checkWorld(before, engine, host)).toEqual([]);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s in a backup brings containers back, then ends with %i', async (signal, exitCode) => {
  const before = await captureWorld(engine, { prefix: UNIT });
  const running = spawnCli(host, ['backup', UNIT, '-v']);
  await waitFor('the window', () => running.stderr().includes('stopping') || undefined);
  running.child.kill(signal);
  const result = await running.ended;
  expect(result.exitCode, result.stderr).toBe(exitCode);
  expect(result.stderr).toContain(`${signal}: bringing everything back`);
  expect(await checkWorld(before, engine, host)).toEqual([]);
});

test('verify finds no damage in what is whole, and flipped bits where there are some, exit 32', async () => {
  expect((await runCli(host, ['verify'])).exitCode).toBe(0);
  expect((await runCli(host, ['verify', UNIT])).exitCode).toBe(0);
  flipBits(join(host.home, 'repository'));
  const { exitCode, json } = await runCli(host, ['verify', '--json']);
  expect(exitCode).toBe(32);
  expect(json.damaged).not.toEqual([]);
});

/** Flips bits in the middle of the biggest pack of data. */
function flipBits(repository: string): void {
  const packs = readdirSync(repository, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^p.*\.f$/.test(path))
    .map((path) => join(repository, path));
  for (const pack of packs) {
    const bytes = readFileSync(pack);
    const middle = Math.floor(bytes.length / 2);
    for (let at = middle - 20; at < middle + 20; at += 1) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    execFileSync('chmod', ['u+w', pack]);
    writeFileSync(pack, bytes);
  }
}
