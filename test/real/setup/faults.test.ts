import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { callApi } from '../../lab/api.ts';
import { newHost } from '../../lab/cli.ts';
import { type ProxyAction, startDockerProxy } from '../../lab/docker-proxy.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { type KopiaFault, makeKopiaShim } from '../../lab/kopia-shim.ts';
import { makeFilesystem } from '../../lab/loop.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { tools } from '../../lab/tools.ts';
import { captureWorld, checkWorld } from '../../lab/world.ts';

const engine = sharedEngine();
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function proxyWith(action: ProxyAction, nth = 1) {
  const proxy = await startDockerProxy(engine, [{ match: /^GET \/version/, action, nth }]);
  cleanUps.push(() => proxy.close());
  return { proxy, ask: () => callApi(proxy.host.slice('unix://'.length), 'GET', '/version') };
}

test('the proxy passes calls on and hits only the one that a rule names', async () => {
  const { proxy, ask } = await proxyWith('error-500', 2);
  expect((await ask()).body.ApiVersion).toMatch(/^1\./);
  expect(await ask()).toEqual({ status: 500, body: { message: 'injected by the lab' } });
  expect((await ask()).status).toBe(200);
  expect(proxy.calls).toHaveLength(3);
  expect(proxy.hits).toEqual(['GET /version']);
});

test.each<ProxyAction>(['reset', 'lose-reply'])('the proxy can %s', async (action) => {
  const { ask } = await proxyWith(action);
  await expect(ask()).rejects.toThrow(/socket hang up|ECONNRESET/);
});

test('the proxy can hang, and delay', async () => {
  const { proxy, ask } = await proxyWith('hang');
  await expect(Promise.race([ask(), new Promise((resolve) => setTimeout(resolve, 300, 'silence'))])).resolves.toBe(
    'silence',
  );
  proxy.setRules([{ match: /version/, action: { delayMs: 200 } }]);
  const start = performance.now();
  await ask();
  expect(performance.now() - start).toBeGreaterThan(190);
});

test.each<ProxyAction>(['kill-before', 'kill-after'])('the proxy can %s', async (action) => {
  const { proxy, ask } = await proxyWith(action);
  const victim = spawn('sleep', ['100']);
  proxy.setVictim(victim.pid ?? 0);
  const [ended] = await Promise.all([once(victim, 'exit'), ask().catch(() => undefined)]);
  expect(ended).toEqual([null, 'SIGKILL']);
});

test('docker attach goes through the proxy', async () => {
  const { proxy } = await proxyWith('hang');
  const command = 'read line; echo "got $line"';
  const attached = ['-H', proxy.host, 'run', '--rm', '-i', '--network', 'none', LAB_IMAGE, 'sh', '-c', command];
  const docker = spawn(tools().docker, attached);
  docker.stdin.end('words\n');
  expect(await text(docker.stdout)).toBe('got words\n');
});

test.each<[KopiaFault, object]>([
  ['garbage', { status: 0, stdout: '{"id":\n' }],
  ['empty', { status: 0, stdout: '' }],
  [{ exit: 7 }, { status: 7, stderr: 'ERROR injected by the lab\n' }],
  [{ late: 9 }, { status: 9, stdout: 'worked second\n' }],
  [{ kill: 300 }, { signal: 'SIGKILL' }],
  [{ sleep: 300 }, { status: 0, stdout: 'worked second\n' }],
  [{ noise: 50 }, { status: 0, stderr: 'x'.repeat(50) }],
])('the shim hits the second call with %j and no other', (fault, outcome) => {
  const kopia = fakeKopia();
  const shim = makeKopiaShim([{ match: '^(first|second|third)', fault, nth: 2 }], kopia);
  cleanUps.push(() => shim.dispose());
  const call = (...args: string[]) => spawnSync(shim.path, args, { encoding: 'utf8' });
  expect(call('first')).toMatchObject({ status: 0, stdout: 'worked first\n' });
  expect(call('second')).toMatchObject(outcome);
  expect(call('third')).toMatchObject({ status: 0, stdout: 'worked third\n' });
  expect(shim.calls()).toEqual(['first', 'second', 'third']);
  expect(shim.hits()).toEqual(['second']);
});

function fakeKopia(): string {
  const { at, dispose } = makeFilesystem('ext4', 4);
  cleanUps.push(dispose);
  writeFileSync(join(at, 'kopia'), '#!/bin/sh\necho "worked $*"; [ "$1" = second ] && sleep 1; exit 0\n', {
    mode: 0o755,
  });
  return join(at, 'kopia');
}

test.each(['ext4', 'btrfs', 'xfs'] as const)('a small %s can be filled up and set read-only', (kind) => {
  const filesystem = makeFilesystem(kind, kind === 'ext4' ? 4 : 300);
  cleanUps.push(filesystem.dispose);
  const fill = () => writeFileSync(join(filesystem.at, 'big'), Buffer.alloc(310 * 1024 * 1024, 'x'));
  expect(fill).toThrow(/ENOSPC/);
  filesystem.remount('ro');
  expect(() => mkdirSync(join(filesystem.at, 'more'))).toThrow(/EROFS/);
});

test('the check of the world sees what a run leaves behind', async () => {
  const host = newHost(engine);
  cleanUps.push(host.dispose);
  const scope = { prefix: 'world-' };
  await engine.call('POST', '/volumes/create', { Name: 'world-data' });
  const { Id } = await engine.call('POST', '/containers/create?name=world-app', {
    Image: LAB_IMAGE,
    HostConfig: { NetworkMode: 'none', Binds: ['world-data:/data'] },
  });
  cleanUps.push(() => engine.call('DELETE', '/volumes/world-data'));
  cleanUps.push(() => engine.call('DELETE', `/containers/${Id}?force=1`));
  await engine.call('POST', `/containers/${Id}/start`);
  const before = await captureWorld(engine, scope);
  expect(await checkWorld(before, engine, host)).toEqual([]);

  await engine.call('POST', `/containers/${Id}/kill`);
  const { Mountpoint } = await engine.call('POST', '/volumes/create', { Name: 'world-more' });
  cleanUps.push(() => engine.call('DELETE', '/volumes/world-more'));
  const scratch = join(Mountpoint, '..', '._data.kopi-docka-new-1');
  mkdirSync(scratch);
  mkdirSync(join(host.home, 'state', 'journal'), { recursive: true });
  writeFileSync(join(host.home, 'state', 'journal', 'run.jsonl'), '');
  mkdirSync(join(host.home, 'run'));
  spawnSync('mkfifo', [join(host.home, 'run', 'gate')]);
  const worker = spawn('tail', ['-f', join(host.home, 'state', 'journal', 'run.jsonl')]);
  cleanUps.push(() => worker.kill());
  const { Id: helper } = await engine.call('POST', '/containers/create?name=helper-of-world', {
    Image: LAB_IMAGE,
    Labels: { 'kopi-docka.helper': 'run-1' },
    HostConfig: { NetworkMode: 'none', Binds: ['world-data:/data'] },
  });
  cleanUps.push(() => engine.call('DELETE', `/containers/${helper}?force=1`));

  const problems = (await checkWorld(before, engine, host)).join('\n');
  expect(problems).toContain('container world-app was running and is exited');
  expect(problems).toContain('volume world-more is new');
  expect(problems).toContain('helper container helper-of-world is left');
  expect(problems).toContain('run.jsonl is still open');
  expect(problems).toContain('run/gate is left');
  expect(problems).toContain('._data.kopi-docka-new-1 is left');
  expect(problems).toContain(`process ${worker.pid} still works for this home`);
});
