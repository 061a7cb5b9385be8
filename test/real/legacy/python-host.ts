import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type LabHost, newHost } from '../../lab/cli.ts';
import type { LabEngine } from '../../lab/engine.ts';
import { tools } from '../../lab/tools.ts';

const PASSWORD = 'password of the Python tool';

/** A volume or a bind as the Python tool saved it; `tags` are added, or taken away where they are null. */
export interface PythonSource {
  readonly name: string;
  readonly path: string;
  readonly format?: 'direct' | 'tar';
  readonly tags?: Readonly<Record<string, string | null>>;
}

/** One point of the Python tool. Files by their path in the snapshot. */
export interface PythonPoint {
  readonly unit: string;
  readonly volumes?: readonly PythonSource[];
  /** Folders or single files of the host. */
  readonly binds?: readonly string[];
  readonly recipe?: Readonly<Record<string, string>>;
  readonly networks?: readonly object[];
  readonly dockerConfig?: Readonly<Record<string, string>>;
  /** Up to 7.5 a naive local time, UTC after it; null for the snapshots that had none. */
  readonly timestamp?: string | null;
}

/** A host on which the Python tool has worked: a repository, its connection, and what `host` finds as `config`. */
export interface PythonHost {
  readonly host: LabHost;
  readonly folder: string;
  readonly config: string;
  readonly repository: string;
  /** What the program sees as /opt. */
  readonly opt: string;
  /** Runs the real kopia over the connection of the Python tool. */
  kopia(...args: readonly string[]): string;
  /** Saves a point as the Python tool did, and gives its backup_id. */
  save(point: PythonPoint): string;
  /** Writes the JSON config; what is given is merged into its section `kopia`. */
  configure(kopia?: object, more?: object): void;
  dispose(): void;
}

/**
 * Makes a host with an empty repository, or the one of an archive, under the identity `root@HOSTNAME`.
 *
 * Promise The program runs with a folder of the lab in place of /opt, in a mount namespace of its own.
 */
export function pythonHost(
  engine: LabEngine,
  hostname: string,
  archive: string | null = null,
  password = PASSWORD,
): PythonHost {
  const plain = newHost(engine);
  const folder = dirname(plain.home);
  const [repository, opt, config] = ['kopia-repository', 'opt', 'kopi-docka.json'].map((name) => join(folder, name));
  const profile = join(plain.userHome, '.config/kopia/repository-kopi-docka.config');
  for (const made of [opt as string, dirname(profile)]) mkdirSync(made, { recursive: true });
  const script = 'mount --bind "$0" /opt && exec "$@"';
  const host: LabHost = {
    ...plain,
    within: ['unshare', '--mount', '--propagation', 'slave', 'sh', '-c', script, opt as string],
  };
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: plain.userHome,
    KOPIA_PASSWORD: password,
    KOPIA_CHECK_FOR_UPDATES: 'false',
  };
  const run = (args: readonly string[], options: { input?: Buffer; cwd?: string } = {}): string =>
    execFileSync(tools().kopia, [...args, '--config-file', profile], {
      env,
      stdio: 'pipe',
      maxBuffer: 1 << 26,
      ...options,
    }).toString();
  if (archive !== null) execFileSync('tar', ['-xzf', archive, '-C', folder]);
  const who = [`--override-hostname=${hostname}`, '--override-username=root'];
  run(['repository', archive === null ? 'create' : 'connect', 'filesystem', `--path=${repository}`, ...who]);
  const python: PythonHost = {
    ...{ host, folder, config: config as string, repository: repository as string, opt: opt as string },
    kopia: (...args) => run(args),
    save: (point) => savePoint(folder, run, point),
    configure: (kopia = {}, more = {}) =>
      writeFileSync(
        config as string,
        JSON.stringify({
          version: '7.9.0',
          kopia: {
            kopia_params: `filesystem --path ${repository}`,
            password,
            cache_directory: join(folder, 'python-cache'),
            ...kopia,
          },
          backup: { base_path: join(folder, 'metadata'), stop_timeout: 5, start_timeout: 5 },
          ...more,
        }),
        { mode: 0o600 },
      ),
    dispose: () => plain.dispose(),
  };
  python.configure();
  return python;
}

type Run = (args: readonly string[], options?: { input?: Buffer; cwd?: string }) => string;

function savePoint(folder: string, run: Run, point: PythonPoint): string {
  const id = randomUUID();
  const stamp = point.timestamp === undefined ? new Date().toISOString() : point.timestamp;
  const common = { unit: point.unit, backup_id: id, ...(stamp === null ? {} : { timestamp: stamp }) };
  const staged = (kind: string, files: Readonly<Record<string, string>>) => {
    const at = join(folder, 'staging', kind, point.unit);
    rmSync(at, { recursive: true, force: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(at, name)), { recursive: true });
      writeFileSync(join(at, name), text);
    }
    return at;
  };
  const create = (path: string, type: string, tags: Readonly<Record<string, string | null>>) =>
    run(['snapshot', 'create', path, '--json', ...tagArguments({ type, ...common, ...tags })]);
  if (point.recipe !== undefined) create(staged('recipes', point.recipe), 'recipe', {});
  if (point.networks !== undefined)
    create(staged('networks', { 'networks.json': JSON.stringify(point.networks) }), 'networks', {
      network_count: String(point.networks.length),
    });
  if (point.dockerConfig !== undefined)
    create(staged('docker-config', point.dockerConfig), 'docker_config', {
      backup_scope: 'full',
      files: Object.keys(point.dockerConfig).join(','),
    });
  for (const { name, path, format = 'direct', tags = {} } of point.volumes ?? []) {
    const more = { volume: name, size_bytes: '0', ...tags };
    if (format === 'direct') create(path, 'volume', { backup_format: 'direct', ...more });
    else saveTar(run, folder, point.unit, name, path, { type: 'volume', ...common, ...more });
  }
  for (const path of point.binds ?? [])
    create(path, 'bind', {
      timestamp: null,
      bind_source: path,
      bind_destination: '/data',
      read_only: 'false',
      size_bytes: '0',
    });
  return id;
}

/** As versions 2.0 to 4.2.5 did it: the source is the working folder, and all files are dated 1970. */
function saveTar(
  run: Run,
  cwd: string,
  unit: string,
  volume: string,
  path: string,
  tags: Readonly<Record<string, string | null>>,
): void {
  const how = [
    '--numeric-owner',
    '--xattrs',
    '--acls',
    '--one-file-system',
    '--mtime=@0',
    '--clamp-mtime',
    '--sort=name',
  ];
  const input = execFileSync('tar', ['-cf', '-', ...how, '-C', path, '.'], { maxBuffer: 1 << 28 });
  const stdin = ['--stdin-file', `volumes/${unit}/${volume}`, '-'];
  run(['snapshot', 'create', ...stdin, '--json', ...tagArguments(tags)], { input, cwd });
}

function tagArguments(tags: Readonly<Record<string, string | null>>): readonly string[] {
  return Object.entries(tags).flatMap(([key, value]) => (value === null ? [] : ['--tags', `${key}:${value}`]));
}

/** What `docker inspect` says of a container, as far as recipes need it: labels and mounts. */
export function inspectOf(name: string, labels: Readonly<Record<string, string>>, volumes: readonly string[]): string {
  const Mounts = volumes.map((volume) => ({ Type: 'volume', Name: volume, Destination: '/data' }));
  return JSON.stringify([
    { Id: 'f'.repeat(64), Name: `/${name}`, Config: { Labels: labels, Env: ['TOKEN=***REDACTED***'] }, Mounts },
  ]);
}

/** The fixture of a version, with the repository that its archive holds. */
export function fixture(version: string) {
  const folder = new URL('../../fixtures/legacy/', import.meta.url).pathname;
  return {
    ...JSON.parse(readFileSync(join(folder, `${version}.json`), 'utf8')),
    archive: join(folder, `${version}.tar.gz`),
  };
}
