import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { compareTrees } from '../../lab/compare.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { scanTree, type Tree } from '../../lab/scan.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { forwardTcp, type TcpForward } from '../../lab/tcp-forward.ts';
import { EVERYTHING, makeTree } from '../../lab/tree.ts';
import { captureWorld, checkWorld } from '../../lab/world.ts';

const NAME = 'remote-stack';
const engine = sharedEngine();
let project: ComposeProject;
let forward: TcpForward;
let host: LabHost;
let folder: string;
let saved: Tree;

beforeAll(async () => {
  project = composeProject(engine, NAME, {
    'compose.yaml': `
services:
  app: {image: '${LAB_IMAGE}', network_mode: none, volumes: ['data:/data', 'memory:/memory']}
volumes:
  data: {}
  memory: {driver_opts: {type: tmpfs, device: tmpfs, o: size=8m}}
`,
  });
  await project.up();
  folder = await project.volumeFolder('data');
  await makeTree(folder, { ...EVERYTHING, socket: false });
  writeFileSync(join(await project.volumeFolder('memory'), 'file'), 'in memory');
  saved = scanTree(folder);
  forward = await forwardTcp(engine);
  host = newHost(forward);
});
afterAll(async () => {
  await forward.close();
  await project.dispose();
  host.dispose();
});

/** Rounded down, also before 1970. */
function wholeSeconds(nanoseconds: string): bigint {
  const second = 1_000_000_000n;
  const ns = BigInt(nanoseconds);
  return (ns - (((ns % second) + second) % second)) / second;
}

describe('an engine whose files are not on this host', () => {
  test('is read through its archive API, and the point names what that loses', async () => {
    const world = await captureWorld(engine, { prefix: NAME });
    const { json } = await runCli(host, ['backup', NAME, '--json']);
    const [unit] = json.units;
    expect(unit).toMatchObject({ status: 'success', format: 'tar', errors: [] });
    expect(unit.warnings.map(({ code }: { code: string }) => code)).toEqual(['W_ARCHIVE_LOSSES', 'W_ARCHIVE_LOSSES']);
    for (const loss of ['ACLs', 'user.*', 'trusted.*', 'fractions of a second', 'holes', 'sockets'])
      expect(unit.warnings[0].message).toContain(loss);
    expect(unit.warnings[0].message).toContain(`${NAME}_data`);
    expect(unit.warnings[0].message).not.toContain('without a word');
    expect(unit.warnings[1].message).toContain('without a word');
    expect(await checkWorld(world, engine, host)).toEqual([]);

    const { stdout } = await runCli(host, ['show', unit.point, '--json']);
    expect(stdout).toContain('W_ARCHIVE_LOSSES');
  });

  test('comes back into a folder but for what was named', async () => {
    const to = freshFolder('to-dir');
    const { json } = await runCli(host, ['restore', NAME, '--to-dir', to, '--yes', '--json']);
    expect(json.errors).toEqual([]);
    const differences = compareTrees(saved, join(to, `${NAME}_data`), { ignore: ['mtimeNs', 'sparse'] });
    expect(differences.filter((line) => !/: xattrs /.test(line))).toEqual([]);
    expect(differences.length).toBeGreaterThan(0);
    expect(differences.filter((line) => line.includes('security.capability'))).toEqual([]);
    for (const [path, { mtimeNs }] of scanTree(join(to, `${NAME}_data`)))
      expect([path, wholeSeconds(mtimeNs)]).toEqual([path, wholeSeconds(saved.get(path)?.mtimeNs ?? '0')]);
    expect(readFileSync(join(to, `${NAME}_memory`, 'file'), 'utf8')).toBe('in memory');
    removeFolder(to);
  });

  test('is not restored in place, and nothing is touched', async () => {
    const { json, exitCode } = await runCli(host, ['restore', NAME, '--yes', '--json']);
    expect(exitCode).toBe(30);
    expect(json.error.message).toMatch(/are not on this host/);
    expect(json.error.hint).toMatch(/--to-dir/);
    expect(compareTrees(saved, folder)).toEqual([]);
  });

  test('can not leave out what is excluded, and says so', async () => {
    const { json } = await runCli(host, ['backup', NAME, '--exclude', '*.log', '--json']);
    const warnings = json.units[0].warnings.map(({ message }: { message: string }) => message);
    expect(warnings.join()).toMatch(/\*\.log/);
    expect(json.units[0].status).toBe('success');
  });
});

describe('an archive that the engine ends cleanly', () => {
  test.each<[string, (archive: Buffer) => Buffer, object]>([
    ['too early', (archive) => archive.subarray(0, 4096), { point: null, status: 'failed' }],
    ['without a file', withoutFile, { point: expect.any(String), status: 'partial' }],
  ])('%s is noticed by name', async (_, tamper, expected) => {
    const proxy = await tamperWithArchives(tamper);
    const own = newHost(proxy);
    const { json, exitCode } = await runCli(own, ['backup', NAME, '--json']);
    expect(json.units[0]).toMatchObject(expected);
    expect(exitCode).not.toBe(0);
    expect(JSON.stringify(json.units[0].errors)).toContain(`${NAME}_data`);
    expect((await project.containers()).map(({ state }) => state)).toEqual(['running']);
    proxy.close();
    own.dispose();
  });
});

function withoutFile(archive: Buffer): Buffer {
  const at = join(freshFolder('tamper'), 'archive');
  writeFileSync(at, archive);
  execFileSync('tar', ['--delete', `--file=${at}`, './megabytes']);
  const less = readFileSync(at);
  rmSync(at);
  return less;
}

/** Stands before the engine and hands out other archives than it gives, with a clean end. */
async function tamperWithArchives(tamper: (archive: Buffer) => Buffer): Promise<{ host: string; close(): void }> {
  const server = createServer((incoming, reply) => {
    const { method, url: path, headers } = incoming;
    const outgoing = request({ socketPath: engine.socket, method, path, headers }, async (answer) => {
      const { 'content-length': _, ...rest } = answer.headers;
      reply.writeHead(answer.statusCode ?? 502, rest);
      const body = await buffer(answer);
      reply.end(path?.includes('/archive') && body.includes('megabytes') ? tamper(body) : body);
    });
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { host: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}
