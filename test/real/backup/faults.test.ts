import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LabHost, newHost, runCli, spawnCli } from '../../lab/cli.ts';
import { type ProxyRule, startDockerProxy } from '../../lab/docker-proxy.ts';
import { type KopiaFault, makeKopiaShim } from '../../lab/kopia-shim.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { openShop, type Shop } from '../../lab/shop.ts';
import { waitFor } from '../../lab/wait.ts';
import { captureWorld, checkWorld, type World } from '../../lab/world.ts';

const NAME = 'fault-shop';
const engine = sharedEngine();
let shop: Shop;
let before: World;

beforeAll(async () => {
  shop = await openShop(engine, NAME);
});
beforeEach(async () => {
  before = await captureWorld(engine, { prefix: NAME });
});
afterAll(() => shop.project.dispose());

async function sealedPoints(host: LabHost): Promise<unknown[]> {
  const { json } = await runCli(host, ['list', NAME, '--json']);
  return json.points.filter((point: { sealed: boolean; complete: boolean }) => point.sealed && point.complete);
}

describe('when kopia fails', () => {
  const faults: readonly (readonly [string, KopiaFault])[] = [
    ['ends with 1 and says nothing', { exit: 1 }],
    ['prints half a line', 'garbage'],
    ['ends with 0 and says nothing', 'empty'],
    ['is killed', { kill: 0 }],
    ['stores the snapshot, then ends with 1', { late: 1 }],
  ];

  test.each(faults)('as it %s, the unit fails, its containers are back and no point looks good', async (_, fault) => {
    const shim = makeKopiaShim([{ match: `snapshot create .*volume:${NAME}_files`, fault }]);
    const host = newHost(engine, { KOPI_DOCKA_KOPIA: shim.path });
    const { json, exitCode } = await runCli(host, ['backup', NAME, '--json']);
    expect(shim.hits()).toHaveLength(1);
    expect({ exitCode, status: json.status, point: json.units[0].point }).toEqual({
      exitCode: 23,
      status: 'failed',
      point: null,
    });
    expect(json.units[0].errors[0]).toMatchObject({ code: 'E_SNAPSHOT' });
    expect(await checkWorld(before, engine, host)).toEqual([]);
    expect(await sealedPoints(host)).toEqual([]);
    shim.dispose();
    host.dispose();
  });

  test('at the seal, the point stays unsealed', async () => {
    const shim = makeKopiaShim([{ match: 'snapshot create .*type:recipe', fault: { exit: 1 } }]);
    const host = newHost(engine, { KOPI_DOCKA_KOPIA: shim.path });
    const { json, exitCode } = await runCli(host, ['backup', NAME, '--json']);
    expect({ exitCode, point: json.units[0].point }).toEqual({ exitCode: 23, point: null });
    expect(await sealedPoints(host)).toEqual([]);
    expect(await checkWorld(before, engine, host)).toEqual([]);
    shim.dispose();
    host.dispose();
  });

  test('in one unit, the others are saved all the same', async () => {
    const other = await openShop(engine, 'fault-other-shop');
    const shim = makeKopiaShim([{ match: `snapshot create .*volume:${NAME}_files`, fault: { exit: 1 } }]);
    const host = newHost(engine, { KOPI_DOCKA_KOPIA: shim.path });
    const { json, exitCode } = await runCli(host, ['backup', NAME, 'fault-other-shop', '--json']);
    expect(exitCode).toBe(3);
    expect(json.status).toBe('partial');
    expect(json.units.map((unit: { name: string; status: string }) => [unit.name, unit.status]).sort()).toEqual([
      ['fault-other-shop', 'success'],
      [NAME, 'failed'],
    ]);
    await other.project.dispose();
    shim.dispose();
    host.dispose();
  });
});

describe('when the engine fails', () => {
  const faults: readonly (readonly [string, ProxyRule])[] = [
    ['loses the reply of a stop', { match: /^POST .*\/stop/, action: 'lose-reply' }],
    ['loses the reply of a start', { match: /^POST .*\/start/, action: 'lose-reply' }],
    ['cuts the connection of a start', { match: /^POST .*\/start/, action: 'reset' }],
  ];

  test.each(faults)('as it %s, the backup works all the same', async (_, rule) => {
    const proxy = await startDockerProxy(engine, [rule]);
    const host = newHost(proxy);
    const { json, exitCode } = await runCli(host, ['backup', NAME, '--json']);
    expect(proxy.hits).toHaveLength(1);
    expect({ exitCode, status: json.status }).toEqual({ exitCode: 0, status: 'success' });
    expect(await checkWorld(before, engine, host)).toEqual([]);
    await proxy.close();
    host.dispose();
  });

  test('as it refuses to stop one member, nothing is read and the others are started again', async () => {
    const proxy = await startDockerProxy(engine, [
      { match: /^POST .*\/stop/, nth: 2, every: true, action: 'error-500' },
    ]);
    const host = newHost(proxy);
    const { json, exitCode } = await runCli(host, ['backup', NAME, '--json']);
    expect(exitCode).toBe(23);
    expect(json.units[0]).toMatchObject({ status: 'failed', point: null, snapshots: [], errors: [{ code: 'E_STOP' }] });
    expect(await checkWorld(before, engine, host)).toEqual([]);
    await proxy.close();
    host.dispose();
  });

  test('as it refuses to start one, the run ends with 20, names it, and recover brings it back', async () => {
    const proxy = await startDockerProxy(engine, [
      { match: /^POST .*\/start/, nth: 2, every: true, action: 'error-500' },
    ]);
    const host = newHost(proxy);
    const { json, exitCode } = await runCli(host, ['backup', NAME, '--json']);
    expect(exitCode).toBe(20);
    expect(json.containersNotBack).toEqual([`${NAME}-web-1`]);
    proxy.setRules([]);
    expect((await runCli(host, ['recover'])).exitCode).toBe(0);
    expect(await checkWorld(before, engine, host)).toEqual([]);
    await proxy.close();
    host.dispose();
  });
});

test('a container that somebody starts while it is read makes the point torn', async () => {
  const shim = makeKopiaShim([{ match: `snapshot create .*volume:${NAME}_files`, fault: { sleep: 3_000 } }]);
  const host = newHost(engine, { KOPI_DOCKA_KOPIA: shim.path });
  const run = spawnCli(host, ['backup', NAME, '--json']);
  await waitFor('kopia at work', () => shim.hits()[0]);
  const [db] = await shop.project.containers();
  await engine.call('POST', `/containers/${db?.id}/start`);
  const { exitCode, json } = await run.ended;
  expect(exitCode).toBe(22);
  expect(json.units[0].errors[0]).toMatchObject({ code: 'E_TORN', message: expect.stringContaining(`${NAME}-db-1`) });
  expect(await checkWorld(before, engine, host)).toEqual([]);
  expect(await sealedPoints(host)).toEqual([]);
  shim.dispose();
  host.dispose();
});

test('a program of the host that writes into a volume while it is read makes the point torn', async () => {
  const shim = makeKopiaShim([{ match: `snapshot create .*volume:${NAME}_files`, fault: { sleep: 2_000 } }]);
  const host = newHost(engine, { KOPI_DOCKA_KOPIA: shim.path });
  const run = spawnCli(host, ['backup', NAME, '--json']);
  await waitFor('kopia at work', () => shim.hits()[0]);
  writeFileSync(join(shop.spare, 'from-the-host'), 'x');
  const { exitCode, json } = await run.ended;
  expect(exitCode).toBe(22);
  expect(json.units[0].errors).toMatchObject([{ code: 'E_TORN', message: expect.stringContaining('from-the-host') }]);
  rmSync(join(shop.spare, 'from-the-host'));
  shim.dispose();
  host.dispose();
});

test('a container that is pruned while it is held is made again by Compose', async () => {
  const shim = makeKopiaShim([{ match: `snapshot create .*volume:${NAME}_files`, fault: { sleep: 3_000 } }]);
  const host = newHost(engine, { KOPI_DOCKA_KOPIA: shim.path });
  const run = spawnCli(host, ['backup', NAME, '--json']);
  await waitFor('kopia at work', () => shim.hits()[0]);
  const [, , web] = await shop.project.containers();
  await engine.call('DELETE', `/containers/${web?.id}`);
  const { exitCode, json } = await run.ended;
  expect(json.containersNotBack).toEqual([]);
  expect(exitCode).toBe(22);
  expect((await shop.project.containers()).map(({ service, state }) => [service, state])).toEqual([
    ['db', 'running'],
    ['old', 'exited'],
    ['web', 'running'],
  ]);
  shim.dispose();
  host.dispose();
});

describe('before anything is stopped', () => {
  test.each([
    [
      'the repository is gone',
      10,
      (host: LabHost) => renameSync(join(host.home, 'repository'), join(host.home, 'elsewhere')),
    ],
    ['the password is wrong', 12, (host: LabHost) => writeFileSync(join(host.home, 'repository.password'), 'wrong\n')],
  ] as const)('a backup ends when %s (%i)', async (_, expected, spoil) => {
    const proxy = await startDockerProxy(engine);
    const host = newHost(proxy);
    expect((await runCli(host, ['backup', NAME])).exitCode).toBe(0);
    spoil(host);
    const callsBefore = proxy.calls.length;
    const { exitCode, json } = await runCli(host, ['backup', NAME, '--json']);
    expect(exitCode).toBe(expected);
    expect(json).toMatchObject({
      schema: 'kopi-docka/error/1',
      exitCode: expected,
      error: { hint: expect.stringMatching(/\w/) },
    });
    expect(proxy.calls.slice(callsBefore).filter((call) => call.startsWith('POST'))).toEqual([]);
    expect(existsSync(join(host.home, 'repository', 'kopia.repository.f'))).toBe(expected === 12);
    await proxy.close();
    host.dispose();
  });

  test('a second run is turned away (11) and names the first', async () => {
    const shim = makeKopiaShim([{ match: 'snapshot create', fault: { sleep: 60_000 } }]);
    const host = newHost(engine, { KOPI_DOCKA_KOPIA: shim.path });
    const first = spawnCli(host, ['backup', NAME]);
    await waitFor('kopia at work', () => shim.hits()[0]);
    const second = await runCli(host, ['backup', NAME, '--json']);
    expect(second.exitCode).toBe(11);
    expect(second.json.error).toMatchObject({ code: 'E_LOCKED', message: expect.stringContaining(String(first.pid)) });
    first.child.kill('SIGTERM');
    await first.ended;
    shim.dispose();
    host.dispose();
  });

  test('an unknown unit is named, with the nearest one (2)', async () => {
    const host = newHost(engine);
    const { exitCode, json } = await runCli(host, ['backup', 'fault-shpo', '--json']);
    expect(exitCode).toBe(2);
    expect(json.error).toMatchObject({ code: 'E_UNKNOWN_UNIT', hint: expect.stringContaining(NAME) });
    host.dispose();
  });
});
