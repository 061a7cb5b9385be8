import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectClient } from '../../../src/docker/client.ts';
import type { EngineCall } from '../../../src/docker/engine-call.ts';
import type { Engine } from '../../../src/docker/types.ts';
import { type DockerProxy, startDockerProxy } from '../../lab/docker-proxy.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { connectTo, containerYard, shell, stateOf } from './docker-lab.ts';

const lab = sharedEngine();
const yard = containerYard(lab);
let proxy: DockerProxy;
let engine: Engine;
beforeAll(async () => {
  proxy = await startDockerProxy(lab);
  engine = await connectTo(proxy);
});
afterEach(() => proxy.setRules([]));
afterAll(async () => {
  engine.close();
  await proxy.close();
  await yard.clear();
});

const LIST: EngineCall = { what: 'listing', method: 'GET', path: '/containers/json', deadlineMs: 500, expect: [200] };

describe('a lost reply', () => {
  it('does not hide that the container was stopped', async () => {
    const { id } = await yard.make();
    proxy.setRules([{ match: /POST .*\/stop/, action: 'lose-reply' }]);
    expect(await engine.stop(id, null)).toEqual({ forced: false });
    expect(proxy.hits).toHaveLength(1);
    expect(await stateOf(lab, id)).toBe('exited');
  });

  it('does not hide that the container was killed in the end', async () => {
    const { id } = await yard.make(shell('trap "" TERM; while :; do sleep 1; done'));
    proxy.setRules([{ match: /POST .*\/stop/, action: 'lose-reply' }]);
    expect(await engine.stop(id, 1)).toEqual({ forced: true });
  });

  it('does not keep a container from being started or paused', async () => {
    const { id } = await yard.make({}, false);
    proxy.setRules([
      { match: /POST .*\/start/, action: 'lose-reply' },
      { match: /POST .*\/pause/, action: 'lose-reply' },
    ]);
    await engine.start(id);
    await engine.pause(id);
    expect(await stateOf(lab, id)).toBe('paused');
  });

  it('of a keeper leaves exactly one keeper', async () => {
    await engine.createVolume({ name: 'fault_keeper', driver: 'local', options: {}, labels: {} });
    await engine.ensureKeeperImage();
    proxy.setRules([{ match: /POST .*\/containers\/create/, action: 'lose-reply' }]);
    const keeper = await engine.startKeeper('fault_keeper', 'fault-run');
    const filters = encodeURIComponent('{"label":["kopi-docka.helper=fault-run"]}');
    expect(await lab.call('GET', `/containers/json?all=1&filters=${filters}`)).toMatchObject([{ Id: keeper.id }]);
    await engine.removeKeeper(keeper.id);
    await engine.removeVolume('fault_keeper');
  });
});

describe('an engine that misbehaves', () => {
  it('is asked again when connections break, three times', async () => {
    proxy.setRules([{ match: /GET .*\/info/, action: 'reset', every: true }]);
    const calls = proxy.calls.length;
    await expect(engine.info()).rejects.toMatchObject({
      code: 'E_DOCKER',
      message: expect.stringContaining('ECONNRESET'),
    });
    expect(proxy.calls.length - calls).toBe(4);
  });

  it('is left after the deadline when it does not answer', async () => {
    const client = await connectClient({ kind: 'unix', path: proxy.host.slice('unix://'.length) });
    proxy.setRules([{ match: /GET .*\/containers\/json/, action: 'hang', every: true }]);
    await expect(client.request(LIST)).rejects.toMatchObject({ code: 'E_DOCKER_TIMEOUT' });
    client.close();
  });

  it('is believed by the state of the container, not by its answer to a stop', async () => {
    const { id } = await yard.make();
    await engine.inspect(id);
    proxy.setRules([{ match: /POST .*\/stop/, action: 'error-500' }]);
    await expect(engine.stop(id, null)).rejects.toMatchObject({ code: 'E_STOP' });
    expect(await stateOf(lab, id)).toBe('running');
    const stopping = shell('sleep 2');
    const { id: ending } = await yard.make(stopping);
    proxy.setRules([{ match: /POST .*\/stop/, action: 'error-500' }]);
    expect(await engine.stop(ending, null)).toEqual({ forced: false });
  });

  it('leaves out a container that vanishes between list and inspect', async () => {
    const { id } = await yard.make({}, false);
    const { id: vanishing } = await yard.make({}, false);
    proxy.setRules([{ match: new RegExp(`/containers/${vanishing}/json`), action: { delayMs: 500 } }]);
    const inventory = engine.inventory();
    await new Promise((resolve) => setTimeout(resolve, 250));
    await lab.call('DELETE', `/containers/${vanishing}`);
    const ids = (await inventory).containers.map((container) => container.id);
    expect(ids).toContain(id);
    expect(ids).not.toContain(vanishing);
  });

  it('still shows the volumes that containers use when a plugin hangs the list, and says what it could not see', async () => {
    await yard.make({ HostConfig: { Binds: ['fault_fine:/fine', 'fault_hung:/hung'] } }, false);
    proxy.setRules([
      { match: /GET .*\/volumes$/, action: 'hang', every: true },
      { match: /GET .*\/volumes\/fault_hung/, action: 'hang', every: true },
    ]);
    const { volumes, warnings } = await engine.inventory();
    expect(volumes.map(({ name }) => name)).toContain('fault_fine');
    expect(volumes.map(({ name }) => name)).not.toContain('fault_hung');
    expect(warnings).toEqual([
      expect.stringContaining('a volume plugin hangs'),
      'the driver of the volume fault_hung does not answer',
    ]);
    proxy.setRules([]);
    await yard.clear();
    await engine.removeVolume('fault_fine');
    await engine.removeVolume('fault_hung');
  });

  it.each([
    ['in the middle of its answer', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{"Id":', 'destroy'],
    ['and then sends no more', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[{"Id":', 'keep'],
    ['with something that is no HTTP', 'garbage\r\n\r\n', 'destroy'],
  ])('does not crash or hang the program: it stops %s', async (_, bytes, then) => {
    const folder = freshFolder('broken-engine');
    let answers = 0;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (request) => {
        if (request.includes('/_ping')) {
          socket.write('HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n\r\nOK');
          return;
        }
        answers += 1;
        socket.write(bytes);
        if (then === 'destroy') setTimeout(() => socket.destroy(), 50);
      });
    });
    await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve));
    const client = await connectClient({ kind: 'unix', path: join(folder, 's') });
    const code = then === 'keep' ? 'E_DOCKER_TIMEOUT' : 'E_DOCKER';
    await expect(client.request({ ...LIST, retries: 1 })).rejects.toMatchObject({ code });
    expect(answers).toBeGreaterThan(0);
    client.close();
    server.close();
    removeFolder(folder);
  });
});
