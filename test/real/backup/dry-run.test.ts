import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { startDockerProxy } from '../../lab/docker-proxy.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { openShop, type Shop } from '../../lab/shop.ts';

const engine = sharedEngine();
let shop: Shop;
let host: LabHost;

beforeAll(async () => {
  shop = await openShop(engine, 'dry-run-shop');
});
afterAll(async () => {
  await shop.project.dispose();
  host.dispose();
});

test('a dry run prints the plan and changes nothing, on the engine or on disk', async () => {
  const proxy = await startDockerProxy(engine);
  host = newHost(proxy);
  const { json, exitCode } = await runCli(host, ['backup', shop.name, '--dry-run', '--json']);
  expect(exitCode).toBe(0);
  expect(json.schema).toBe('kopi-docka/plan/1');
  const [unit] = json.units;
  expect(unit.strategy).toBe('stop');
  expect(unit.stop.map((level: { name: string }[]) => level.map(({ name }) => name))).toEqual([
    [`${shop.name}-web-1`],
    [`${shop.name}-db-1`],
  ]);
  expect(unit.start.map((level: { name: string }[]) => level.map(({ name }) => name))).toEqual([
    [`${shop.name}-db-1`],
    [`${shop.name}-web-1`],
  ]);
  expect(unit.sources).toHaveLength(3);
  expect(proxy.calls.filter((call) => !call.startsWith('GET ') && !call.startsWith('HEAD '))).toEqual([]);
  expect(existsSync(host.home)).toBe(false);
  await proxy.close();
});
