import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type ApiAnswer, callApi } from './api.ts';
import { removeBridges } from './bridges.ts';
import { freshFolder, removeFolder } from './folders.ts';
import { findProcesses, killNow } from './processes.ts';
import { tools } from './tools.ts';
import { pause, waitFor } from './wait.ts';

/** A private Docker engine, as tests use it. `host` is the value for DOCKER_HOST. */
export interface LabEngine {
  readonly socket: string;
  readonly host: string;
  readonly dataRoot: string;
  /** Calls the engine; throws when it answers with an error status. */
  call(method: string, path: string, body?: Readable | object): Promise<ApiAnswer['body']>;
}

/** An engine that this test started and may stop, kill and start again. */
export interface OwnEngine extends LabEngine {
  readonly folder: string;
  /** Starts it again after `stop` or `kill`, on the same data. */
  start(): Promise<void>;
  /** Ends it as a service manager does, with SIGTERM, and waits until it is gone: up to 30 s when containers ignore TERM. */
  stop(): Promise<void>;
  /** Ends it at once with SIGKILL, as a crash does; its containers go on running without it. */
  kill(): Promise<void>;
  /** Removes all containers and networks, ends the engine and removes its folder. */
  dispose(): Promise<void>;
}

export interface EngineOptions {
  /** Another dockerd than the one of `tools()`. */
  readonly dockerd?: string;
  readonly args?: readonly string[];
  readonly storageDriver?: 'overlay2' | 'vfs';
  /** Where its data lies; by default in its own folder. */
  readonly dataRoot?: string;
  /** A folder below its own that it takes for /run/docker/plugins: no other engine sees the plugins in it. */
  readonly plugins?: boolean;
}

/** An engine known by its socket alone. */
export function connectEngine(socket: string, dataRoot: string): LabEngine {
  return {
    socket,
    host: `unix://${socket}`,
    dataRoot,
    async call(method, path, body) {
      const answer = await callApi(socket, method, path, body);
      if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
  };
}

/**
 * Starts a private engine in a fresh folder and waits until it answers.
 *
 * Errors  Throws with the end of the engine's log when it does not come up.
 * Promise Own data root, exec root, socket and pid file; no bridge of its own, no firewall rule, no forwarding.
 *         overlay2, or vfs where the filesystem can not do that.
 */
export async function startEngine(options: EngineOptions = {}): Promise<OwnEngine> {
  const folder = freshFolder('engine');
  const place: Place = {
    folder,
    socket: join(folder, 'docker.sock'),
    dataRoot: options.dataRoot ?? join(folder, 'data'),
    execRoot: join(folder, 'exec'),
    pidFile: join(folder, 'pid'),
    log: join(folder, 'log'),
  };
  const drivers = options.storageDriver ? [options.storageDriver] : (['overlay2', 'vfs'] as const);
  for (const driver of drivers) {
    const run = () => launch(place, driver, options);
    const first = await run();
    if (first) return ownEngine(place, run, first);
  }
  const log = readFileSync(place.log, 'utf8').split('\n').slice(-20).join('\n');
  removeFolder(folder);
  throw new Error(`the private engine did not start:\n${log}`);
}

interface Place {
  readonly folder: string;
  readonly socket: string;
  readonly dataRoot: string;
  readonly execRoot: string;
  readonly pidFile: string;
  readonly log: string;
}

async function launch(place: Place, driver: string, options: EngineOptions): Promise<ChildProcess | null> {
  mkdirSync(place.dataRoot, { recursive: true });
  rmSync(place.pidFile, { force: true });
  const log = openSync(place.log, 'a');
  const [program = '', ...prefix] = options.plugins ? ownPlugins(place.folder) : [];
  const dockerd = options.dockerd ?? tools().dockerd;
  const places = ['--data-root', place.dataRoot, '--exec-root', place.execRoot, '--pidfile', place.pidFile];
  const quiet = [
    '--bridge=none',
    '--iptables=false',
    '--ip-forward=false',
    '--default-address-pool=base=172.16.0.0/12,size=24',
  ];
  const args = [...places, '--host', `unix://${place.socket}`, ...quiet, `--storage-driver=${driver}`];
  const command = [...prefix, ...(program === '' ? [] : [dockerd]), ...args, ...(options.args ?? [])];
  const child = spawn(program === '' ? dockerd : program, command, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: systemPath() },
  });
  const failed = new Promise<false>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', () => resolve(false));
  });
  const ready = waitFor('the private engine', () => answers(place.socket), 60_000).then(() => true);
  if (await Promise.race([ready, failed])) return child;
  ready.catch(() => undefined);
  return null;
}

/** Where the plugins of an engine with `plugins` have their sockets. */
export function pluginFolder(engine: Pick<OwnEngine, 'folder'>): string {
  return join(engine.folder, 'plugins');
}

/**
 * The command that runs what follows it with a /run/docker/plugins of its own.
 *
 * Promise Mounts below the engine's folder are seen here as those of any other engine, and the other way round.
 * Source  An engine keeps each plugin that it ever saw there, and is slowed by each that is gone: measured with 20.10.
 */
function ownPlugins(folder: string): readonly string[] {
  const plugins = pluginFolder({ folder });
  for (const path of [plugins, '/run/docker/plugins']) mkdirSync(path, { recursive: true });
  execFileSync('mount', ['--bind', folder, folder]);
  execFileSync('mount', ['--make-shared', folder]);
  const script =
    'mount --make-private / && { mount --make-private /run 2>/dev/null; mount --bind "$1" /run/docker/plugins; } && shift && exec "$@"';
  return ['unshare', '--mount', '--propagation', 'unchanged', '--', 'sh', '-c', script, 'sh', plugins];
}

function ownEngine(place: Place, run: () => Promise<ChildProcess | null>, first: ChildProcess): OwnEngine {
  let child: ChildProcess | null = first;
  const engine = connectEngine(place.socket, place.dataRoot);
  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (child && child.exitCode === null && child.signalCode === null) {
      const { pid = 0 } = child;
      const gone = once(child, 'exit');
      child.kill(signal);
      const impatience = setTimeout(() => killNow(pid), 60_000);
      await gone;
      clearTimeout(impatience);
    }
    child = null;
    await containerdGone(place.execRoot);
  }
  return {
    ...engine,
    folder: place.folder,
    async start() {
      child = await run();
      if (!child) throw new Error(`the private engine did not start again, see ${place.log}`);
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async dispose() {
      if (child) await removeAll(engine).catch(() => undefined);
      await end('SIGTERM');
      await endLeftovers(place.folder);
      removeBridges(place.dataRoot);
      removeFolder(place.folder);
    },
  };
}

/**
 * Waits until the containerd of an ended engine is gone and forgets its pid.
 *
 * Source  dockerd takes a dying containerd, even its zombie, for a working one and then waits for it in vain.
 */
async function containerdGone(execRoot: string): Promise<void> {
  const pidFile = join(execRoot, 'containerd', 'containerd.pid');
  const isOurs = (args: readonly string[]) =>
    args.some((arg) => arg.startsWith(`${execRoot}/containerd/containerd.toml`));
  await waitFor('the end of containerd', () => findProcesses(({ args }) => isOurs(args)).length === 0);
  rmSync(pidFile, { force: true });
}

/** Removes every container, and every network with its bridge device, of an engine of the lab. */
async function removeAll(engine: LabEngine): Promise<void> {
  const containers: readonly { Id: string }[] = await engine.call('GET', '/containers/json?all=1');
  await Promise.all(containers.map(({ Id }) => engine.call('DELETE', `/containers/${Id}?force=1&v=1`)));
  await engine.call('POST', '/networks/prune');
}

/** Ends the containerd and the container shims that a killed engine left: they name its folder in their arguments. */
async function endLeftovers(folder: string): Promise<void> {
  const left = () => findProcesses(({ args }) => args.some((arg) => arg.startsWith(`${folder}/`)));
  for (let tries = 0; tries < 100 && left().length > 0; tries += 1) {
    for (const { pid } of left()) killNow(pid);
    await pause(50);
  }
}

async function answers(socket: string): Promise<boolean> {
  return callApi(socket, 'GET', '/_ping').then(
    ({ status }) => status === 200,
    () => false,
  );
}

/** dockerd calls programs of the system folders, which an ordinary PATH leaves out. */
function systemPath(): string {
  return `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`;
}
