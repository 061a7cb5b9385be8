import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type LabHost, newHost, programPath, runCli, spawnCli } from '../../lab/cli.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { startDockerProxy } from '../../lab/docker-proxy.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';

const UNIT = 'audit';
const engine = sharedEngine();
let project: ComposeProject;

beforeAll(async () => {
  project = composeProject(engine, UNIT, {
    'compose.yaml': `
services:
  deaf:
    image: ${LAB_IMAGE}
    network_mode: none
    stop_grace_period: 1s
    command: ["sh", "-c", "trap '' TERM; while :; do sleep 1; done"]
    volumes: ["data:/data"]
volumes: { data: {} }
`,
  });
  await project.up();
});
afterAll(() => project.dispose());

function host(at: { readonly host: string } = engine): LabHost {
  const made = newHost(at);
  onTestFinished(() => made.dispose());
  return made;
}

/** Runs the program by way of another one, and gives its document whatever its exit code. */
async function runThrough(command: readonly string[], at: LabHost, args: readonly string[]) {
  const [file = '', ...before] = command;
  const all = [...before, process.execPath, programPath(), ...args, '--json'];
  const { stdout } = await promisify(execFile)(file, all, { env: at.env }).catch((failure) => failure);
  return JSON.parse(stdout);
}

async function startedAt(): Promise<string> {
  const [container] = await project.containers();
  return (await engine.call('GET', `/containers/${container?.id}/json`)).State.StartedAt;
}

describe('on a host where nothing ever ran', () => {
  test.each([
    [['recover'], 0],
    [['undo', '--yes'], 2],
    [['restore', UNIT, '--yes'], 10],
    [['list'], 10],
    [['verify'], 10],
    [['doctor'], 0],
    [['units'], 0],
    [['backup', UNIT, '--dry-run'], 0],
  ])('%j ends with %i and leaves no trace', async (args, exit) => {
    const fresh = host();
    expect((await runCli(fresh, args)).exitCode).toBe(exit);
    expect(existsSync(fresh.home)).toBe(false);
    expect(readdirSync(fresh.userHome)).toEqual(['.docker']);
  });
});

test('a run works in a working folder that is gone', async () => {
  const folder = freshFolder('gone');
  onTestFinished(() => removeFolder(folder));
  const removing = ['sh', '-c', 'cd "$1" && rmdir "$1" && shift && exec "$@"', 'sh', folder];
  expect(await runThrough(removing, host(), ['units'])).toMatchObject({ schema: 'kopi-docka/units/1' });
  expect(existsSync(folder)).toBe(false);
});

test('a link to a config on a disk that is not there is an error, never the defaults', async () => {
  const at = host();
  mkdirSync(at.home, { mode: 0o700 });
  symlinkSync('/nowhere/config.yaml', join(at.home, 'config.yaml'));
  const { exitCode, json } = await runCli(at, ['backup', UNIT, '--json']);
  expect({ exitCode, code: json.error.code }).toEqual({ exitCode: 4, code: 'E_CONFIG_UNREADABLE' });
  expect(readdirSync(at.home)).toEqual(['config.yaml']);
});

test('a container that had to be killed is told by name, and the backup counts', async () => {
  const { json } = await runCli(host(), ['backup', UNIT, '--json']);
  expect(json).toMatchObject({ exitCode: 0, units: [{ warnings: [{ code: 'W_UNCLEAN_STOP' }] }] });
  expect(json.units[0].warnings[0].message).toContain(`${UNIT}-deaf-1`);
});

test('a volume that is not for us to read is found out before anything stops', async () => {
  const folder = await project.volumeFolder('data');
  chownSync(folder, 999, 999);
  chmodSync(folder, 0o700);
  onTestFinished(() => chmodSync(folder, 0o755));
  const before = await startedAt();
  const withoutRights = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all'];
  const { units } = await runThrough(withoutRights, host(), ['backup', UNIT]);
  expect(units[0]).toMatchObject({ status: 'failed', downtimeMs: 0, errors: [{ code: 'E_UNREADABLE_VOLUME' }] });
  expect(await startedAt()).toBe(before);
});

test('an interrupted run names its signal once a unit', async () => {
  const proxy = await startDockerProxy(engine, [{ match: /^POST .*\/stop/, action: { delayMs: 300 } }]);
  onTestFinished(() => proxy.close());
  const running = spawnCli(host(proxy), ['backup', UNIT, '--json']);
  while (proxy.hits.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  running.child.kill('SIGINT');
  const { exitCode, json } = await running.ended;
  expect(exitCode).toBe(130);
  expect(json.units[0].errors.map(({ code }: { code: string }) => code)).toEqual(['E_INTERRUPTED']);
});

test('recovery removes what a killed run had staged, for it holds secrets', async () => {
  const proxy = await startDockerProxy(engine, [{ match: /^POST .*\/stop/, action: 'kill-after' }]);
  onTestFinished(() => proxy.close());
  const at = host(proxy);
  const running = spawnCli(at, ['backup', UNIT]);
  proxy.setVictim(running.pid);
  expect((await running.ended).signal).toBe('SIGKILL');
  const staged = join(at.home, 'cache/staging/recipes', UNIT);
  expect(existsSync(staged)).toBe(true);
  expect((await runCli(at, ['recover'])).exitCode).toBe(0);
  expect(existsSync(staged)).toBe(false);
});

test('another repository at the place of ours is never restored from', async () => {
  const [ours, theirs] = [host(), host()];
  for (const at of [ours, theirs]) expect((await runCli(at, ['backup', UNIT])).exitCode).toBe(0);
  await promisify(execFile)('sh', [
    '-c',
    `rm -r "$1"/repository && cp -a "$2"/repository* "$1"`,
    'sh',
    ours.home,
    theirs.home,
  ]);
  const before = await startedAt();
  const { exitCode, json } = await runCli(ours, ['restore', UNIT, '--yes', '--json']);
  expect({ exitCode, code: json.error.code }).toEqual({ exitCode: 13, code: 'E_REPO_FOREIGN' });
  expect(await startedAt()).toBe(before);
});
