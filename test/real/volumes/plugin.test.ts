import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { compareTrees } from '../../lab/compare.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { type OwnEngine, startEngine } from '../../lab/engine.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { importImage, LAB_IMAGE } from '../../lab/image.ts';
import { scanTree, type Tree } from '../../lab/scan.ts';
import { EVERYTHING, makeTree } from '../../lab/tree.ts';
import { startVolumePlugin, type VolumePlugin } from '../../lab/volume-plugin.ts';
import { captureWorld, checkWorld } from '../../lab/world.ts';

const NAME = 'plugin-stack';
const VOLUME = `${NAME}_data`;
let engine: OwnEngine;
let plugin: VolumePlugin;
let project: ComposeProject;
let host: LabHost;
let saved: Tree;

beforeAll(async () => {
  engine = await startEngine({ plugins: true });
  await importImage(engine);
  plugin = await startVolumePlugin(engine);
  project = composeProject(engine, NAME, {
    'compose.yaml': `
services:
  app: {image: '${LAB_IMAGE}', network_mode: none, volumes: ['data:/data']}
volumes:
  data: {driver: ${plugin.driver}}
`,
  });
  await project.up();
  await makeTree(plugin.store(VOLUME), EVERYTHING);
  saved = scanTree(plugin.store(VOLUME));
  host = newHost(engine);
});
afterAll(async () => {
  await project.dispose();
  host.dispose();
  await engine.dispose();
  await plugin.die();
});

describe('the volume of a plugin', () => {
  test('is saved as a tar stream that keeps everything', async () => {
    const world = await captureWorld(engine, { prefix: NAME });
    const { json } = await runCli(host, ['backup', NAME, '--json']);
    expect(json).toMatchObject({ status: 'success', exitCode: 0 });
    expect(json.units[0]).toMatchObject({ format: 'tar', errors: [] });
    expect(json.units[0].snapshots).toMatchObject([
      { name: VOLUME, format: 'tar', source: expect.stringMatching(`:${engine.dataRoot}/volumes/${VOLUME}/_data$`) },
    ]);
    expect(json.units[0].warnings).toEqual([]);
    expect(compareTrees(saved, plugin.store(VOLUME))).toEqual([]);
    expect(await checkWorld(world, engine, host)).toEqual([]);
  });

  test('has one history, whether it is in use or not', async () => {
    await project.compose('stop', '--timeout', '1');
    const { json } = await runCli(host, ['backup', NAME, '--json']);
    expect(json.status).toBe('success');
    await project.up();
    const { json: list } = await runCli(host, ['list', NAME, '--json']);
    expect(list.points).toHaveLength(2);
    expect(json.units[0].snapshots[0].source).toMatch(`:${engine.dataRoot}/volumes/${VOLUME}/_data`);
  });

  test('comes back into a folder entry by entry', async () => {
    const to = freshFolder('to-dir');
    const { json } = await runCli(host, ['restore', NAME, '--to-dir', to, '--yes', '--json']);
    expect(json.errors).toEqual([]);
    expect(compareTrees(saved, join(to, VOLUME))).toEqual(['socket: missing socket']);
    removeFolder(to);
  });
});

describe('a plugin that is in trouble', () => {
  test('keeps its volume from being saved, by name, before anything stops', async () => {
    await project.compose('stop', '--timeout', '1');
    plugin.failAt('VolumeDriver.Mount');
    const { json } = await runCli(host, ['backup', NAME, '--json']);
    plugin.failAt(null);
    await project.up();
    expect(json.exitCode).toBe(23);
    expect(json.units[0].errors).toMatchObject([
      { code: 'E_UNREADABLE_VOLUME', message: expect.stringMatching(`${VOLUME}.*injected by the lab`) },
    ]);
  });

  test('and that is dead is told by name, and its volume counts as not covered', async () => {
    await plugin.die();
    const { json } = await runCli(host, ['backup', NAME, '--json']);
    await plugin.revive();
    expect(json.exitCode).not.toBe(0);
    expect(JSON.stringify(json)).toContain(VOLUME);
    expect((await project.containers()).map(({ state }) => state)).toEqual(['running']);
    console.log(JSON.stringify(json, null, 1));
  });
});

test('a file of the plugin that changes is saved the next time', async () => {
  writeFileSync(join(plugin.store(VOLUME), 'new'), 'new');
  await runCli(host, ['backup', NAME]);
  rmSync(join(plugin.store(VOLUME), 'new'));
  const to = freshFolder('to-dir');
  await runCli(host, ['restore', NAME, '--to-dir', to, '--yes']);
  expect(compareTrees(saved, join(to, VOLUME), { ignore: ['rootEntry'] })).toEqual([
    'new: extra file',
    'socket: missing socket',
  ]);
  removeFolder(to);
});
