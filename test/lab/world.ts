import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LabHost } from './cli.ts';
import type { LabEngine } from './engine.ts';
import { findProcesses } from './processes.ts';

/** What of the engine and the disk a check looks at, so that tests beside each other do not see one another. */
export interface Scope {
  /** Containers and volumes whose names begin so; all of them by default. */
  readonly prefix?: string;
  /** Folders outside the engine that the run may replace, such as bind mounts. */
  readonly folders?: readonly string[];
}

/** The world before a run: each container's name and state, by ID, and the names of the volumes. */
export interface World {
  readonly scope: Scope;
  readonly containers: ReadonlyMap<string, { readonly name: string; readonly state: string }>;
  readonly volumes: ReadonlyMap<string, string>;
}

const helperLabel = 'kopi-docka.helper';

/** Remembers the containers and volumes as they are now. */
export async function captureWorld(engine: LabEngine, scope: Scope = {}): Promise<World> {
  const containers = await listContainers(engine);
  return {
    scope,
    containers: new Map(
      containers
        .filter((container) => isInScope(nameOf(container), scope) && container.Labels[helperLabel] === undefined)
        .map((container) => [container.Id, { name: nameOf(container), state: container.State }]),
    ),
    volumes: await listVolumes(engine, scope),
  };
}

/**
 * Compares the world with what it was, and looks for anything that a run may have left.
 *
 * Shape   → one line a problem; an empty list when all is as it should be
 * Promise Checks: the same containers in the same states; no helper container; the same volumes; an empty journal; no pipe,
 *         socket, mount or half-written file in the home; no scratch folder beside a volume, but for the old trees that an
 *         undo record names; no process that works for this home.
 */
export async function checkWorld(before: World, engine: LabEngine, host: LabHost): Promise<readonly string[]> {
  const now = await captureWorld(engine, before.scope);
  return [
    ...compareContainers(before, now),
    ...(await helpers(engine, before)),
    ...compareVolumes(before, now),
    ...journals(host),
    ...leftInHome(host),
    ...scratchFolders(now, host),
    ...processes(host),
    ...mounts(host),
  ];
}

function compareContainers(before: World, now: World): readonly string[] {
  const changed = [...before.containers].flatMap(([id, { name, state }]) => {
    const here = now.containers.get(id);
    if (!here) return [`container ${name} is not there any more`];
    return here.state === state ? [] : [`container ${name} was ${state} and is ${here.state}`];
  });
  const added = [...now.containers].filter(([id]) => !before.containers.has(id));
  return [...changed, ...added.map(([, { name }]) => `container ${name} is new`)];
}

function compareVolumes(before: World, now: World): readonly string[] {
  const lost = [...before.volumes.keys()].filter((name) => !now.volumes.has(name));
  const added = [...now.volumes.keys()].filter((name) => !before.volumes.has(name));
  return [
    ...lost.map((name) => `volume ${name} is not there any more`),
    ...added.map((name) => `volume ${name} is new`),
  ];
}

async function helpers(engine: LabEngine, { scope, volumes }: World): Promise<readonly string[]> {
  const found = (await listContainers(engine)).filter((container) => container.Labels[helperLabel] !== undefined);
  return found
    .filter(({ Mounts }) => scope.prefix === undefined || Mounts.some(({ Name }) => volumes.has(Name ?? '')))
    .map((container) => `helper container ${nameOf(container)} is left`);
}

function journals(host: LabHost): readonly string[] {
  return filesBelow(join(host.home, 'state', 'journal')).map((path) => `journal ${path} is still open`);
}

function leftInHome(host: LabHost): readonly string[] {
  return filesBelow(host.home).flatMap((path) => {
    const stat = lstatSync(path);
    if (stat.isFIFO()) return [`pipe ${path} is left`];
    if (stat.isSocket()) return [`socket ${path} is left`];
    return /^\..*\.tmp$/.test(basename(path)) ? [`half-written file ${path} is left`] : [];
  });
}

function scratchFolders({ scope, volumes }: World, host: LabHost): readonly string[] {
  const records = filesBelow(join(host.home, 'state')).map((path) => readFileSync(path, 'utf8'));
  const parents = new Set([...volumes.values(), ...(scope.folders ?? [])].map((folder) => dirname(folder)));
  return [...parents]
    .filter((parent) => existsSync(parent))
    .flatMap((parent) => readdirSync(parent).map((name) => join(parent, name)))
    .filter((path) => basename(path).includes('.kopi-docka-'))
    .filter((path) => !records.some((record) => record.includes(JSON.stringify(path).slice(1, -1))))
    .map((path) => `scratch folder ${path} is left`);
}

function processes(host: LabHost): readonly string[] {
  return findProcesses(({ args }) => args.some((arg) => arg.includes(`${host.home}/`))).map(
    ({ pid, args }) => `process ${pid} still works for this home: ${args.slice(0, 4).join(' ')}`,
  );
}

function mounts(host: LabHost): readonly string[] {
  const all = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '');
  return all.filter((at) => at.startsWith(`${host.home}/`)).map((at) => `${at} is still mounted`);
}

interface ListedContainer {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly State: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Mounts: readonly { readonly Name?: string }[];
}

function listContainers(engine: LabEngine): Promise<readonly ListedContainer[]> {
  return engine.call('GET', '/containers/json?all=1');
}

async function listVolumes(engine: LabEngine, scope: Scope): Promise<ReadonlyMap<string, string>> {
  const answer: { Volumes: readonly { Name: string; Mountpoint: string }[] | null } = await engine.call(
    'GET',
    '/volumes',
  );
  const wanted = (answer.Volumes ?? []).filter(({ Name }) => isInScope(Name, scope));
  return new Map(wanted.map(({ Name, Mountpoint }) => [Name, Mountpoint]));
}

function nameOf(container: ListedContainer): string {
  return (container.Names[0] ?? '').slice(1);
}

function isInScope(name: string, { prefix }: Scope): boolean {
  return prefix === undefined || name.startsWith(prefix);
}

/** Everything below a folder that is no folder itself; nothing when it is not there. */
function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}
