import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { type OwnEngine, pluginFolder } from './engine.ts';

/** A volume driver outside of the engine; `driver` is its name for `docker volume create --driver`. */
export interface VolumePlugin {
  readonly driver: string;
  /** All calls so far, such as `VolumeDriver.Mount data`. */
  readonly calls: readonly string[];
  /** Where the driver keeps the files of a volume, mounted or not. */
  store(volume: string): string;
  /** Makes the driver answer this call with an error from now on; null lets it work again. */
  failAt(call: string | null): void;
  /** Ends the server and takes its socket away; what is mounted stays mounted until the engine is disposed of. */
  die(): Promise<void>;
  /** Listens again after `die`, with the volumes it had. */
  revive(): Promise<void>;
}

interface Stored {
  readonly users: Set<string>;
}

interface Call {
  readonly Name?: string;
  readonly ID?: string;
}

/**
 * Starts a volume plugin for an engine with `plugins`; it bind-mounts a folder of its own for each volume in use.
 *
 * Source  Docker manual, "Docker Plugin API" and "Docker volume plugins".
 */
export async function startVolumePlugin(engine: OwnEngine): Promise<VolumePlugin> {
  const driver = `kdlab${randomBytes(4).toString('hex')}`;
  const folder = join(engine.folder, driver);
  const socket = join(pluginFolder(engine), `${driver}.sock`);
  const calls: string[] = [];
  const volumes = new Map<string, Stored>();
  let failing: string | null = null;
  let server: Server | null = null;
  const store = (volume: string) => join(folder, 'store', volume);
  const mountpoint = (volume: string) => join(folder, 'mounted', volume);
  const shown = (volume: string, { users }: Stored) => ({
    Name: volume,
    Mountpoint: users.size > 0 ? mountpoint(volume) : '',
  });

  function answer(url: string, { Name: name = '', ID: id = '' }: Call): object {
    const volume = volumes.get(name);
    switch (url) {
      case '/Plugin.Activate':
        return { Implements: ['VolumeDriver'] };
      case '/VolumeDriver.Capabilities':
        return { Capabilities: { Scope: 'local' } };
      case '/VolumeDriver.List':
        return { Volumes: [...volumes].map(([each, stored]) => shown(each, stored)) };
      case '/VolumeDriver.Create':
        for (const path of [store(name), mountpoint(name)]) mkdirSync(path, { recursive: true });
        volumes.set(name, volume ?? { users: new Set() });
        return {};
      case '/VolumeDriver.Remove':
        volumes.delete(name);
        rmSync(store(name), { recursive: true, force: true });
        return {};
    }
    if (volume === undefined) return { Err: 'no such volume' };
    switch (url) {
      case '/VolumeDriver.Get':
        return { Volume: shown(name, volume) };
      case '/VolumeDriver.Mount':
        if (volume.users.size === 0) execFileSync('mount', ['--bind', store(name), mountpoint(name)]);
        volume.users.add(id);
        return { Mountpoint: mountpoint(name) };
      case '/VolumeDriver.Unmount':
        volume.users.delete(id);
        if (volume.users.size === 0) execFileSync('umount', [mountpoint(name)]);
        return {};
      default:
        return { Mountpoint: shown(name, volume).Mountpoint };
    }
  }

  async function listen(): Promise<void> {
    rmSync(socket, { force: true });
    server = createServer(async (incoming, reply) => {
      const asked = await readJson(incoming);
      const url = incoming.url ?? '';
      calls.push(`${url.slice(1)} ${asked.Name ?? ''}`.trim());
      const isFailing = failing !== null && url === `/${failing}`;
      reply.end(JSON.stringify({ Err: '', ...(isFailing ? { Err: 'injected by the lab' } : answer(url, asked)) }));
    });
    await new Promise<void>((resolve) => server?.listen(socket, resolve));
  }

  async function die(): Promise<void> {
    const ending = server;
    server = null;
    rmSync(socket, { force: true });
    ending?.closeAllConnections();
    await new Promise((resolve) => (ending === null ? resolve(null) : ending.close(resolve)));
  }

  await listen();
  return {
    driver,
    calls,
    store,
    failAt: (call) => {
      failing = call;
    },
    die,
    revive: listen,
  };
}

async function readJson(incoming: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
}
