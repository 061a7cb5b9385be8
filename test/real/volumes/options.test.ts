import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bareKopia } from '../../lab/bare-kopia.ts';
import { type LabHost, newHost, runCli, spawnCli } from '../../lab/cli.ts';
import { compareTrees } from '../../lab/compare.ts';
import { composeProject } from '../../lab/compose.ts';
import { startDockerProxy } from '../../lab/docker-proxy.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { makeKopiaShim } from '../../lab/kopia-shim.ts';
import { scanTree, type Tree } from '../../lab/scan.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { EVERYTHING, makeTree } from '../../lab/tree.ts';
import { waitFor } from '../../lab/wait.ts';
import { captureWorld, checkWorld, type World } from '../../lab/world.ts';
import { openStack, type Stack } from './volumes-lab.ts';

const NAME = 'options-stack';
const engine = sharedEngine();
let stack: Stack;
let host: LabHost;
let saved: Map<string, Tree>;
let world: World;

beforeAll(async () => {
  stack = await openStack(engine, NAME);
  for (const { folder } of stack.volumes) await makeTree(folder, EVERYTHING);
  saved = new Map(stack.volumes.map(({ name, folder }) => [name, scanTree(folder)]));
  host = newHost(engine);
});
beforeEach(async () => {
  world = await captureWorld(engine, { prefix: NAME });
});
afterAll(async () => {
  await stack.dispose();
  host.dispose();
});

describe.each(['direct', 'tar'])('volumes with driver options, as %s', (format) => {
  test('are read while a keeper holds them, never empty, and are there as before when the containers are back', async () => {
    const { json, stderr } = await runCli(host, ['backup', NAME, '--backup-format', format, '--json']);
    expect(stderr).not.toMatch(/error:/);
    expect(json).toMatchObject({ status: 'success', exitCode: 0, containersNotBack: [] });
    const snapshots: readonly { name: string; format: string; bytes: number; source: string }[] =
      json.units[0].snapshots;
    expect(snapshots.map(({ name }) => name).sort()).toEqual(stack.volumes.map(({ name }) => name).sort());
    for (const snapshot of snapshots) {
      const volume = stack.volumes.find(({ name }) => name === snapshot.name);
      expect(snapshot).toMatchObject({ format, source: expect.stringMatching(`:${volume?.folder}$`) });
      expect(snapshot.bytes).toBeGreaterThan(3_000_000);
    }
    for (const { name, folder } of stack.volumes) expect(compareTrees(saved.get(name) ?? '', folder)).toEqual([]);
    expect(await checkWorld(world, engine, host)).toEqual([]);
  });

  test('come back into a folder entry by entry', async () => {
    const to = freshFolder('to-dir');
    const { json } = await runCli(host, ['restore', NAME, '--to-dir', to, '--yes', '--json']);
    expect(json.errors).toEqual([]);
    for (const { name } of stack.volumes)
      expect(compareTrees(saved.get(name) ?? '', join(to, name))).toEqual(['socket: missing socket']);
    removeFolder(to);
  });
});

test('the plan says that a keeper reads them', async () => {
  const { json } = await runCli(host, ['units', '--json']);
  const unit = json.units.find((found: { name: string }) => found.name === NAME);
  expect(unit.volumes.map((volume: { readable: string }) => volume.readable)).toEqual(['keeper', 'keeper', 'keeper']);
});

test.each(['direct', 'tar'])(
  'volumes that are unmounted before they are read as %s fail by name, and nothing empty is kept',
  async (format) => {
    const shim = makeKopiaShim([{ match: 'snapshot create', nth: 'every', fault: { sleep: 3_000 } }]);
    const own = newHost(engine, { KOPI_DOCKA_KOPIA: shim.path });
    const run = runCli(own, ['backup', NAME, '--backup-format', format, '--json']);
    await waitFor('the read', () => shim.hits().length > 0);
    for (const id of await keepers()) await engine.call('DELETE', `/containers/${id}?force=1`);
    const { json } = await run;

    expect(json.units[0]).toMatchObject({ point: null, status: 'failed' });
    expect(json.exitCode).toBe(23);
    const errors: readonly { code: string; message: string }[] = json.units[0].errors;
    for (const { name } of stack.volumes)
      expect(errors.filter(({ message }) => message.includes(name)).map(({ code }) => code)).toEqual([
        'E_UNREADABLE_VOLUME',
      ]);
    expect((await stack.project.containers()).map(({ state }) => state)).toEqual(['running']);
    expect(JSON.parse(bareKopia(own, 'snapshot', 'list', '--all', '--json'))).toEqual([]);
    expect(await checkWorld(world, engine, own)).toEqual([]);
    own.dispose();
    shim.dispose();
    await makeTree(stack.memory.folder, EVERYTHING);
    saved.set(stack.memory.name, scanTree(stack.memory.folder));
  },
);

async function keepers(): Promise<readonly string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: ['kopi-docka.helper'] }));
  const found: readonly { Id: string; Mounts: readonly { Name?: string }[] }[] = await engine.call(
    'GET',
    `/containers/json?all=1&filters=${filters}`,
  );
  return found.filter(({ Mounts }) => Mounts.some(({ Name }) => Name?.startsWith(NAME))).map(({ Id }) => Id);
}

test('keepers of a killed run are swept by recover', async () => {
  const own = newHost(engine);
  const proxy = await startDockerProxy(engine, [{ match: /POST .*\/stop/, action: 'kill-after' }]);
  const run = spawnCli({ ...own, env: { ...own.env, DOCKER_HOST: proxy.host } }, ['backup', NAME]);
  proxy.setVictim(run.pid);
  expect((await run.ended).signal).toBe('SIGKILL');
  await proxy.close();
  expect(await keepers()).toHaveLength(3);
  expect(readFileSync(join(stack.memory.folder, 'plain'), 'utf8')).toBe('x');

  const { exitCode } = await runCli(own, ['recover']);
  expect(exitCode).toBe(0);
  expect(await keepers()).toEqual([]);
  expect(compareTrees(saved.get(stack.memory.name) ?? '', stack.memory.folder)).toEqual([]);
  expect(await checkWorld(world, engine, own)).toEqual([]);
  own.dispose();
});

test('a volume that can not be mounted fails before anything stops', async () => {
  const device = freshFolder('gone');
  const project = composeProject(engine, `${NAME}-broken`, {
    'compose.yaml': `
services:
  app:
    image: ${LAB_IMAGE}
    network_mode: none
    volumes: [good:/good]
volumes:
  good: {}
  bad: {driver_opts: {type: none, o: bind, device: ${device}/nowhere}}
`,
  });
  await project.up();
  await engine.call('POST', '/volumes/create', {
    Name: `${NAME}-broken_bad`,
    Driver: 'local',
    DriverOpts: { type: 'none', o: 'bind', device: `${device}/nowhere` },
    Labels: { 'com.docker.compose.project': `${NAME}-broken`, 'com.docker.compose.volume': 'bad' },
  });
  const before = await started(project);
  const { json } = await runCli(host, ['backup', `${NAME}-broken`, '--json']);
  expect(json.exitCode).toBe(23);
  expect(json.units[0].errors).toMatchObject([
    { code: 'E_UNREADABLE_VOLUME', message: expect.stringContaining(`${NAME}-broken_bad`) },
  ]);
  expect(json.units[0].downtimeMs).toBe(0);
  expect(await started(project)).toEqual(before);
  await project.dispose();
  removeFolder(device);
});

async function started(project: Stack['project']): Promise<readonly string[]> {
  const containers = await project.containers();
  return Promise.all(
    containers.map(async ({ id }) => (await engine.call('GET', `/containers/${id}/json`)).State.StartedAt),
  );
}

test('a bound volume keeps its folder as it is', () => {
  expect(statSync(stack.device).mode & 0o7777).toBe(0o2751);
});
