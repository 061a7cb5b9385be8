import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newHost, runCli, spawnCli } from '../../lab/cli.ts';
import { type ProxyRule, startDockerProxy } from '../../lab/docker-proxy.ts';
import { type KopiaRule, makeKopiaShim } from '../../lab/kopia-shim.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { openShop, type Shop } from '../../lab/shop.ts';
import { waitFor } from '../../lab/wait.ts';
import { captureWorld, checkWorld } from '../../lab/world.ts';

const NAME = 'crash-shop';
const engine = sharedEngine();
let shop: Shop;

beforeAll(async () => {
  shop = await openShop(engine, NAME);
});
afterAll(() => shop.project.dispose());

const stop = /^POST .*\/stop/;
const start = /^POST .*\/start/;

describe('a backup that is killed with SIGKILL', () => {
  const moments: readonly (readonly [string, ProxyRule])[] = [
    ['before the first stop', { match: stop, nth: 1, action: 'kill-before' }],
    ['after the first stop', { match: stop, nth: 1, action: 'kill-after' }],
    ['before the second stop', { match: stop, nth: 2, action: 'kill-before' }],
    ['after the last stop', { match: stop, nth: 2, action: 'kill-after' }],
    ['before the first start', { match: start, nth: 1, action: 'kill-before' }],
    ['after the first start', { match: start, nth: 1, action: 'kill-after' }],
    ['before the last start', { match: start, nth: 2, action: 'kill-before' }],
    ['after the last start', { match: start, nth: 2, action: 'kill-after' }],
  ];

  test.each(moments)('%s leaves nothing that recover does not put right', async (_, rule) => {
    const before = await captureWorld(engine, { prefix: NAME });
    const proxy = await startDockerProxy(engine);
    const host = newHost(proxy);
    proxy.setRules([rule]);
    const run = spawnCli(host, ['backup', NAME]);
    proxy.setVictim(run.pid);
    expect((await run.ended).signal).toBe('SIGKILL');
    expect(proxy.hits).toHaveLength(1);
    proxy.setRules([]);

    const recovered = await runCli(host, ['recover', '--json']);
    expect(recovered.exitCode).toBe(0);
    expect(await checkWorld(before, engine, host)).toEqual([]);
    const again = await runCli(host, ['recover', '--json']);
    expect(again.json).toMatchObject({ runs: [], done: [], left: [] });
    await proxy.close();
    host.dispose();
  });

  const whileKopiaWorks: readonly (readonly [string, KopiaRule])[] = [
    ['while kopia reads', { match: 'snapshot create .*backup_id', fault: { sleep: 60_000 } }],
    ['while the point is sealed', { match: 'snapshot create .*type:recipe', fault: { sleep: 60_000 } }],
  ];

  test.each(whileKopiaWorks)('%s leaves nothing either, and no orphan', async (_, rule) => {
    const before = await captureWorld(engine, { prefix: NAME });
    const shim = makeKopiaShim([rule]);
    const host = newHost(engine, { KOPI_DOCKA_KOPIA: shim.path });
    const run = spawnCli(host, ['backup', NAME]);
    await waitFor('kopia at work', () => shim.hits()[0]);
    run.child.kill('SIGKILL');
    await run.ended;

    const next = await runCli(host, ['recover']);
    expect(next.exitCode).toBe(0);
    expect(await checkWorld(before, engine, host)).toEqual([]);
    const { json } = await runCli(host, ['list', NAME, '--json']);
    expect(json.points.filter((point: { sealed: boolean }) => point.sealed)).toEqual([]);
    shim.dispose();
    host.dispose();
  });

  test('is healed by the next backup, which then works', async () => {
    const before = await captureWorld(engine, { prefix: NAME });
    const proxy = await startDockerProxy(engine, [{ match: stop, nth: 2, action: 'kill-after' }]);
    const host = newHost(proxy);
    const run = spawnCli(host, ['backup', NAME]);
    proxy.setVictim(run.pid);
    await run.ended;
    proxy.setRules([]);
    expect((await runCli(host, ['backup', NAME, '--json'])).json).toMatchObject({ status: 'success', exitCode: 0 });
    expect(await checkWorld(before, engine, host)).toEqual([]);
    await proxy.close();
    host.dispose();
  });
});

describe('a backup that is asked to stop', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s brings the containers back first and ends with %i', async (signal, exitCode) => {
    const before = await captureWorld(engine, { prefix: NAME });
    const shim = makeKopiaShim([{ match: 'snapshot create .*backup_id', fault: { sleep: 60_000 } }]);
    const host = newHost(engine, { KOPI_DOCKA_KOPIA: shim.path });
    const run = spawnCli(host, ['backup', NAME, '--json']);
    await waitFor('kopia at work', () => shim.hits()[0]);
    run.child.kill(signal);
    const ended = await run.ended;
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.json).toMatchObject({ status: 'interrupted', exitCode, containersNotBack: [] });
    expect(await checkWorld(before, engine, host)).toEqual([]);
    shim.dispose();
    host.dispose();
  });

  test('by a reader that closes the pipe goes on to its end', async () => {
    const before = await captureWorld(engine, { prefix: NAME });
    const host = newHost(engine);
    const run = spawnCli(host, ['backup', NAME]);
    await waitFor('the first line', () => run.stderr());
    run.child.stdout?.destroy();
    run.child.stderr?.destroy();
    expect((await run.ended).exitCode).toBe(0);
    expect(await checkWorld(before, engine, host)).toEqual([]);
    host.dispose();
  });
});
