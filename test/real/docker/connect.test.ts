import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connectEngine } from '../../../src/docker/engine.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { connectTo } from './docker-lab.ts';

const folder = freshFolder('connect');
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

afterAll(() => removeFolder(folder));

/** A server that answers every call as an engine might, for what no engine can be made to do. */
async function pretend(headers: Record<string, string>, status = 200): Promise<string> {
  const socket = join(folder, `${servers.length}.sock`);
  const server = createServer((_, answer) => answer.writeHead(status, headers).end('OK'));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return `unix://${socket}`;
}

describe('connectEngine', () => {
  it('finds out where the engine is and that its files are here', async () => {
    const engine = sharedEngine();
    const connected = await connectTo(engine);
    const info = await connected.info();
    connected.close();
    expect(info).toMatchObject({ endpoint: engine.host, rootDir: engine.dataRoot, rootless: false, local: true });
    expect(info.apiVersion).toMatch(/^1\.4\d$/);
    expect(info.id).not.toBe('');
  });

  it('takes an engine over TCP for one whose files are elsewhere', async () => {
    const engine = sharedEngine();
    const proxy = createServer((incoming, answer) => {
      engine.call('GET', (incoming.url ?? '').replace(/^\/v[\d.]+/, '')).then((body) => {
        answer.writeHead(200, { 'api-version': '1.41' }).end(JSON.stringify(body));
      });
    });
    servers.push(proxy);
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = proxy.address() as { port: number };
    const connected = await connectEngine({ env: { DOCKER_HOST: `tcp://127.0.0.1:${address.port}` } });
    const info = await connected.info();
    connected.close();
    expect(info).toMatchObject({ rootDir: engine.dataRoot, local: false });
  });

  it('says that there is no socket', async () => {
    await expect(connectTo({ host: `unix://${folder}/none.sock` })).rejects.toMatchObject({
      code: 'E_DOCKER',
      message: `no Docker engine at unix://${folder}/none.sock: there is no such socket`,
    });
  });

  it('refuses an engine that is too old or no engine at all', async () => {
    await expect(connectTo({ host: await pretend({ 'api-version': '1.38' }) })).rejects.toMatchObject({
      code: 'E_DOCKER_VERSION',
    });
    await expect(connectTo({ host: await pretend({}) })).rejects.toMatchObject({ code: 'E_DOCKER_VERSION' });
  });

  it('does not follow a web server to another host', async () => {
    const location = 'https://no.such.host.invalid/';
    await expect(connectTo({ host: await pretend({ location }, 301) })).rejects.toMatchObject({
      code: 'E_DOCKER',
      message: expect.stringContaining('redirects'),
    });
  });
});
