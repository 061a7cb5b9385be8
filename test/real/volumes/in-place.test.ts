import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { compareTrees } from '../../lab/compare.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { scanTree, type Tree } from '../../lab/scan.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { EVERYTHING, makeTree } from '../../lab/tree.ts';
import { captureWorld, checkWorld, type World } from '../../lab/world.ts';
import { openStack, type Stack } from './volumes-lab.ts';

const NAME = 'in-place-stack';
const engine = sharedEngine();
let stack: Stack;
let host: LabHost;
let saved: readonly Tree[];
let live: readonly Tree[];
let world: World;
let first: string;

beforeAll(async () => {
  stack = await openStack(engine, NAME);
  for (const { folder } of stack.volumes) await makeTree(folder, { ...EVERYTHING, socket: false });
  saved = stack.volumes.map(({ folder }) => scanTree(folder));
  host = newHost(engine);
  const { json } = await runCli(host, ['backup', NAME, '--json']);
  expect(json.status).toBe('success');
  first = json.units[0].point;
  for (const { folder } of stack.volumes) {
    execFileSync('find', [
      folder,
      '-mindepth',
      '1',
      '-maxdepth',
      '1',
      '-name',
      '[a-m]*',
      '-exec',
      'rm',
      '-rf',
      '{}',
      '+',
    ]);
    writeFileSync(join(folder, 'made-since'), 'live');
    execFileSync('setfattr', ['-n', 'user.since', '-v', 'backup', folder]);
    execFileSync('setfacl', ['-d', '-m', 'u:7:rwx', folder]);
    execFileSync('chown', ['5:6', folder]);
    execFileSync('touch', ['-d', '@1234567890.123456789', folder]);
  }
  live = stack.volumes.map(({ folder }) => scanTree(folder));
});
beforeEach(async () => {
  world = await captureWorld(engine, { prefix: NAME });
});
afterAll(async () => {
  await stack.dispose();
  host.dispose();
});

/** What lies in the volumes, without what restores keep in them. */
function content(): readonly Tree[] {
  return stack.volumes.map(
    ({ folder }) => new Map([...scanTree(folder)].filter(([path]) => !path.startsWith('.kopi-docka-'))),
  );
}

function differences(expected: readonly Tree[]): readonly string[] {
  return content().flatMap((tree, index) => compareTrees(expected[index] as Tree, tree));
}

function kept(): readonly string[] {
  return stack.volumes.flatMap(({ folder }) => readdirSync(folder).filter((name) => name.startsWith('.kopi-docka-')));
}

describe('volumes with driver options, restored in place', () => {
  test('hold the saved data entry by entry, and the containers run again', async () => {
    const before = await stack.project.containers();
    const { json, stderr } = await runCli(host, ['restore', NAME, '--yes', '--json']);
    expect(stderr).not.toMatch(/error:/);
    expect(json).toMatchObject({ status: 'success', exitCode: 0, errors: [], containersNotBack: [] });
    expect(json.warnings.map(({ code }: { code: string }) => code)).toEqual(Array(3).fill('W_OLD_INSIDE'));
    expect(differences(saved)).toEqual([]);
    expect(await stack.project.containers()).toEqual(before);
    expect(kept()).toEqual(Array(3).fill(`.kopi-docka-old-${json.undo}`));
    expect(await checkWorld(world, engine, host)).toEqual([]);
  });

  test('are saved again without what the restore keeps in them', async () => {
    for (const format of ['direct', 'tar']) {
      const { json } = await runCli(host, ['backup', NAME, '--backup-format', format, '--json']);
      expect(json.units[0]).toMatchObject({ status: 'success', errors: [] });
      const to = freshFolder('to-dir');
      await runCli(host, ['restore', NAME, '--to-dir', to, '--yes']);
      for (const [index, { name }] of stack.volumes.entries())
        expect(compareTrees(saved[index] as Tree, join(to, name))).toEqual([]);
      removeFolder(to);
    }
  });

  test('are put back by undo exactly as they were', async () => {
    const { json } = await runCli(host, ['undo', '--yes', '--json']);
    expect(json).toMatchObject({ status: 'success', errors: [] });
    expect(differences(live)).toEqual([]);
    expect(kept()).toEqual([]);
    expect((await stack.project.containers()).map(({ state }) => state)).toEqual(['running']);
    expect(await checkWorld(world, engine, host)).toEqual([]);
  });

  test('forget what was replaced when it is discarded, or not kept at all', async () => {
    await runCli(host, ['restore', NAME, '--yes']);
    expect(kept()).toHaveLength(3);
    const { exitCode } = await runCli(host, ['undo', '--discard', '--yes']);
    expect(exitCode).toBe(0);
    expect(kept()).toEqual([]);
    expect(differences(saved)).toEqual([]);

    writeFileSync(join(stack.disk.folder, 'more'), 'more');
    const { json } = await runCli(host, ['restore', NAME, '--yes', '--no-undo', '--json']);
    expect(json).toMatchObject({ status: 'success', undo: null, warnings: [] });
    expect(kept()).toEqual([]);
    expect(differences(saved)).toEqual([]);
    expect(await checkWorld(world, engine, host)).toEqual([]);
  });

  test('are refused, and stay as they are, when there is no room for new data beside the old', async () => {
    writeFileSync(join(stack.disk.folder, 'filler'), Buffer.alloc(130 * 1024 * 1024, 'x'));
    const before = content();
    const { exitCode, json } = await runCli(host, ['restore', NAME, '--point', first, '--yes', '--json']);
    expect(exitCode).toBe(5);
    expect(json.error).toMatchObject({ code: 'E_NO_SPACE', message: expect.stringContaining(stack.disk.name) });
    expect(differences(before)).toEqual([]);
    expect(kept()).toEqual([]);
    expect(await checkWorld(world, engine, host)).toEqual([]);
    execFileSync('rm', [join(stack.disk.folder, 'filler')]);
  });

  test('in memory are refused while nobody would keep them there', async () => {
    await stack.project.compose('stop', '--timeout', '1');
    const { exitCode, json } = await runCli(host, ['restore', NAME, '--yes', '--json']);
    expect(exitCode).toBe(30);
    expect(json.error.message).toMatch(/_memory.*lives in memory/);
    const onDisk = ['--volume', stack.bound.name, '--volume', stack.disk.name];
    const { json: rest } = await runCli(host, ['restore', NAME, ...onDisk, '--yes', '--json']);
    expect(rest).toMatchObject({ status: 'success' });
    await stack.project.up();
    expect(compareTrees(saved[0] as Tree, content()[0] as Tree)).toEqual([]);
    expect(compareTrees(saved[2] as Tree, content()[2] as Tree)).toEqual([]);
    await runCli(host, ['undo', '--discard', '--yes']);
  });

  test('that are gone are made again with their options', async () => {
    await stack.project.down({ volumes: true });
    execFileSync('find', [stack.device, '-mindepth', '1', '-delete']);
    const onDisk = ['--volume', stack.bound.name, '--volume', stack.disk.name];
    const { json } = await runCli(host, ['restore', NAME, ...onDisk, '--yes', '--json']);
    expect(json).toMatchObject({ status: 'success' });
    expect((await engine.call('GET', `/volumes/${stack.bound.name}`)).Options).toMatchObject({ device: stack.device });
    expect(compareTrees(saved[0] as Tree, stack.device, { ignore: ['mtimeNs'] })).toEqual([
      expect.stringMatching(/^\.kopi-docka-old-\w+: extra folder/),
    ]);
    await stack.project.up();
    expect(readFileSync(join(stack.disk.folder, 'plain'), 'utf8')).toBe('x');
  });
});
