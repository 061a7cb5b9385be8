import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bareKopia } from '../../lab/bare-kopia.ts';
import { type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { compareTrees } from '../../lab/compare.ts';
import { removeFolder } from '../../lab/folders.ts';
import { scanTree } from '../../lab/scan.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { openShop, type Shop } from '../../lab/shop.ts';
import { EVERYTHING } from '../../lab/tree.ts';

const NAME = 'pin-shop';
const engine = sharedEngine();
let shop: Shop;
let host: LabHost;
let point: string;

beforeAll(async () => {
  shop = await openShop(engine, NAME, EVERYTHING);
  host = newHost(engine);
  point = (await runCli(host, ['backup', NAME, '--json'])).json.units[0].point;
});
afterAll(async () => {
  await shop.project.dispose();
  host.dispose();
});

interface Manifest {
  readonly id: string;
  readonly pins?: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** What kopia itself lists of the point. */
function manifests(): readonly Manifest[] {
  return JSON.parse(bareKopia(host, 'snapshot', 'list', '--json', '--all', `--tags=backup_id:${point}`));
}

test('a point is pinned whole, its recipe too', async () => {
  const before = manifests().map(({ id }) => id);
  const { exitCode, json } = await runCli(host, ['pin', point.slice(0, 8), '--json']);
  expect(exitCode).toBe(0);
  expect(json).toEqual({ schema: 'kopi-docka/pin/1', exitCode: 0, point, unit: NAME, pinned: true, changed: 4 });
  const after = manifests();
  expect(after.map(({ tags }) => tags['tag:type']).sort()).toEqual(['recipe', 'volume', 'volume', 'volume']);
  for (const { pins } of after) expect(pins).toEqual(['kopi-docka']);
  expect(after.filter(({ id }) => before.includes(id))).toEqual([]);
});

test('pinning it again changes nothing', async () => {
  expect((await runCli(host, ['pin', point, '--json'])).json.changed).toBe(0);
});

test('a pinned point is listed and shown as before, although its snapshots have other IDs than its seal says', async () => {
  const [listed] = (await runCli(host, ['list', NAME, '--json'])).json.points;
  expect(listed).toMatchObject({ id: point, sealed: true, complete: true, pinned: true, problems: [] });
  const { json } = await runCli(host, ['show', point, '--json']);
  const now = manifests().map(({ id }) => id);
  for (const { id } of json.seal.snapshots) expect(now).not.toContain(id);
});

test('a pinned point is restored with all that its fidelity record holds', async () => {
  await runCli(host, ['backup', NAME]);
  await shop.project.compose('stop', '--timeout', '1');
  const before = scanTree(shop.files);
  for (const name of readdirSync(shop.files)) removeFolder(join(shop.files, name));
  const { exitCode, json } = await runCli(host, ['restore', NAME, '--point', point, '--yes', '--no-start', '--json']);
  expect(json.errors).toEqual([]);
  expect(exitCode).toBe(0);
  expect(compareTrees(before, shop.files)).toEqual(['socket: missing socket']);
});

test('an unpinned point is left to retention again, and stays restorable', async () => {
  const { exitCode, stdout } = await runCli(host, ['unpin', point]);
  expect(exitCode).toBe(0);
  expect(stdout).toBe(`The point ${point} of ${NAME} is no longer pinned: 4 snapshots.\n`);
  for (const { pins } of manifests()) expect(pins ?? []).toEqual([]);
  expect((await runCli(host, ['restore', NAME, '--point', point, '--dry-run', '--json'])).json.refusals).toEqual([]);
});

test('a point that is not there can not be pinned', async () => {
  const { exitCode, json } = await runCli(host, ['pin', 'ffff0000', '--json']);
  expect(exitCode).toBe(2);
  expect(json.error.code).toBe('E_UNKNOWN_POINT');
});
