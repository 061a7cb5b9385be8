import { afterAll, beforeAll, expect, test } from 'vitest';
import { newHost, runCli, spawnCli } from '../../lab/cli.ts';
import { startDockerProxy } from '../../lab/docker-proxy.ts';
import { makeKopiaShim } from '../../lab/kopia-shim.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { openShop, type Shop } from '../../lab/shop.ts';
import { waitFor } from '../../lab/wait.ts';
import { captureWorld, checkWorld } from '../../lab/world.ts';

const NAME = 'strategy-shop';
const engine = sharedEngine();
let shop: Shop;

beforeAll(async () => {
  shop = await openShop(engine, NAME);
});
afterAll(() => shop.project.dispose());

test('pause freezes the members in memory while they are read, and stops nothing', async () => {
  const before = await captureWorld(engine, { prefix: NAME });
  const proxy = await startDockerProxy(engine);
  const shim = makeKopiaShim([{ match: `snapshot create .*volume:${NAME}_files`, fault: { sleep: 1_000 } }]);
  const host = newHost(proxy, { KOPI_DOCKA_KOPIA: shim.path });
  const run = spawnCli(host, ['backup', NAME, '--strategy', 'pause', '--json']);
  await waitFor('kopia at work', () => shim.hits()[0]);
  expect((await shop.project.containers()).map(({ state }) => state)).toEqual(['paused', 'exited', 'paused']);
  const { json, exitCode } = await run.ended;
  expect({ exitCode, strategy: json.units[0].strategy }).toEqual({ exitCode: 0, strategy: 'pause' });
  expect(proxy.calls.filter((call) => /\/(stop|start)(\?|$)/.test(call))).toEqual([]);
  expect(await checkWorld(before, engine, host)).toEqual([]);
  await proxy.close();
  shim.dispose();
  host.dispose();
});

test('a paused member comes back from a run that was killed', async () => {
  const before = await captureWorld(engine, { prefix: NAME });
  const proxy = await startDockerProxy(engine, [{ match: /^POST .*\/unpause/, nth: 1, action: 'kill-before' }]);
  const host = newHost(proxy);
  const run = spawnCli(host, ['backup', NAME, '--strategy', 'pause']);
  proxy.setVictim(run.pid);
  expect((await run.ended).signal).toBe('SIGKILL');
  proxy.setRules([]);
  expect((await runCli(host, ['recover'])).exitCode).toBe(0);
  expect(await checkWorld(before, engine, host)).toEqual([]);
  await proxy.close();
  host.dispose();
});

test('warm reads once before the stop, and leaves one snapshot a volume', async () => {
  const before = await captureWorld(engine, { prefix: NAME });
  const shim = makeKopiaShim([]);
  const host = newHost(engine, { KOPI_DOCKA_KOPIA: shim.path });
  const { json, exitCode } = await runCli(host, ['backup', NAME, '--strategy', 'warm', '--json']);
  expect({ exitCode, strategy: json.units[0].strategy }).toEqual({ exitCode: 0, strategy: 'warm' });
  const creates = shim.calls().filter((call) => /snapshot create/.test(call));
  expect(creates.slice(0, 3).every((call) => call.includes('type:warm'))).toBe(true);
  expect(creates.slice(3, 6).every((call) => call.includes('type:volume'))).toBe(true);
  expect(shim.calls().filter((call) => /snapshot delete/.test(call))).toHaveLength(1);
  expect((await runCli(host, ['list', NAME, '--json'])).json.points).toMatchObject([{ sealed: true, complete: true }]);
  expect(await checkWorld(before, engine, host)).toEqual([]);
  shim.dispose();
  host.dispose();
});

test('none stops nothing, says so in the result, and its point is complete', async () => {
  const proxy = await startDockerProxy(engine);
  const host = newHost(proxy);
  const { json, exitCode } = await runCli(host, ['backup', NAME, '--strategy', 'none', '--json']);
  expect(exitCode).toBe(0);
  expect(json.units[0]).toMatchObject({ strategy: 'none', downtimeMs: 0, warnings: [{ code: 'W_LIVE' }] });
  expect(proxy.calls.filter((call) => /\/(stop|start|pause)(\?|$)/.test(call))).toEqual([]);
  await proxy.close();
  host.dispose();
});

test('freeze is refused by name, and nothing is stopped', async () => {
  const proxy = await startDockerProxy(engine);
  const host = newHost(proxy);
  const { json, exitCode } = await runCli(host, ['backup', NAME, '--strategy', 'freeze', '--json']);
  expect(exitCode).toBe(2);
  expect(json.units[0].errors).toMatchObject([{ code: 'E_STRATEGY' }]);
  expect(proxy.calls.filter((call) => call.startsWith('POST'))).toEqual([]);
  await proxy.close();
  host.dispose();
});
