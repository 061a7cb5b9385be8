import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { connectEngine } from '../../../src/docker/engine.ts';
import type { Engine, VolumeDefinition } from '../../../src/docker/types.ts';
import type { RunEvent } from '../../../src/events.ts';
import { serializeRecord } from '../../../src/fidelity/record.ts';
import { scanTree } from '../../../src/fidelity/scan.ts';
import { createTar } from '../../../src/host/tar.ts';
import { recover } from '../../../src/journal/recover.ts';
import { sourcePolicy } from '../../../src/kopia/choose-policy.ts';
import type { Kopia, Snapshot, SnapshotRequest } from '../../../src/kopia/types.ts';
import { SEAL_FILE, serializeSeal } from '../../../src/points/seal.ts';
import { bindTags, recipeTags, volumeTags } from '../../../src/points/tags.ts';
import type { Format, Seal, SealedSnapshot } from '../../../src/points/types.ts';
import { RestoreManager } from '../../../src/restore/restore-manager.ts';
import type { RestoreTools } from '../../../src/restore/tools.ts';
import { UndoManager } from '../../../src/restore/undo-manager.ts';
import type { LabEngine } from '../../lab/engine.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { IDENTITY, makeRepository, makeTools } from './restore-parts.ts';

/** Something to be saved in a point: a volume of the engine or a path of the host. */
export interface Saved {
  readonly kind: 'volume' | 'bind';
  readonly name: string;
  readonly path: string;
  readonly format?: Format;
}

/** A host with a repository and an engine, for restores without the program around them. */
export interface RestoreLab {
  readonly folder: string;
  readonly kopia: Kopia;
  readonly client: Engine;
  readonly events: RunEvent[];
  readonly restores: RestoreManager;
  readonly undos: UndoManager;
  readonly tools: RestoreTools;
  /** Where the state lies: journals and undo records. */
  readonly state: string;
  recover(): Promise<readonly string[]>;
  /** Saves volumes and binds as one sealed point and gives its id. */
  savePoint(unit: string, saved: readonly Saved[], seal?: Partial<Seal>): Promise<string>;
}

/** Makes the host before an engine of the lab; it is gone when the tests of the file are. */
export async function restoreLab(engine: LabEngine): Promise<RestoreLab> {
  const folder = freshFolder('restore');
  const client = await connectEngine({ env: { DOCKER_HOST: engine.host } });
  afterAll(async () => {
    await removeMade(engine);
    client.close();
    removeFolder(folder);
  });
  const kopia = await makeRepository(folder);
  const events: RunEvent[] = [];
  const restoreTools = makeTools(folder, client, kopia, events);
  return {
    folder,
    kopia,
    client,
    events,
    tools: restoreTools,
    state: restoreTools.places.state,
    restores: new RestoreManager(restoreTools),
    undos: new UndoManager(restoreTools),
    recover: async () => {
      const report = await recover({
        stateFolder: restoreTools.places.state,
        engine: async () => client,
        emit: () => undefined,
      });
      return report.left.map(({ what, why }) => `${what}: ${why}`);
    },
    savePoint: (unit, saved, seal = {}) => savePoint(folder, kopia, unit, saved, seal),
  };
}

async function savePoint(
  folder: string,
  kopia: Kopia,
  unit: string,
  saved: readonly Saved[],
  seal: Partial<Seal>,
): Promise<string> {
  const run = { unit, backupId: randomUUID(), runId: randomUUID(), timestamp: new Date().toISOString(), version: '8' };
  const recipe = join(folder, 'recipes', unit);
  rmSync(recipe, { recursive: true, force: true });
  mkdirSync(join(recipe, 'fidelity'), { recursive: true });
  const snapshots: SealedSnapshot[] = [];
  for (const [index, { kind, name, path, format = 'direct' }] of saved.entries()) {
    const tags =
      kind === 'volume'
        ? volumeTags(run, { name, format, sizeBytes: null })
        : bindTags(run, { source: path, destination: '/data', readOnly: false, format, sizeBytes: null });
    const fidelity = format === 'direct' ? `${index}.jsonl` : null;
    if (fidelity !== null) writeFileSync(join(recipe, 'fidelity', fidelity), serializeRecord(await scanTree(path)));
    const snapshot = await take(kopia, path, tags, format);
    snapshots.push(toSealed(snapshot, kind, name, format, fidelity));
  }
  const whole: Seal = {
    schema: 'kopi-docka/seal/1',
    tool: 'kopi-docka/8',
    runId: run.runId,
    backupId: run.backupId,
    unit,
    kind: 'compose',
    host: IDENTITY.host,
    startedAt: run.timestamp,
    sealedAt: run.timestamp,
    strategy: 'stop',
    consistency: 'stopped',
    torn: [],
    complete: true,
    downtimeMs: 0,
    snapshots,
    members: [],
    volumes: [],
    networks: [],
    project: null,
    uncovered: [],
    warnings: [],
    ...seal,
  };
  writeFileSync(join(recipe, SEAL_FILE), serializeSeal(whole));
  const tags = recipeTags(run, {
    kind: 'compose',
    complete: true,
    consistency: 'stopped',
    snapshotCount: saved.length,
    downtimeMs: 0,
  });
  await take(kopia, recipe, tags, 'direct');
  return run.backupId;
}

async function take(kopia: Kopia, path: string, tags: SnapshotRequest['tags'], format: Format): Promise<Snapshot> {
  const source = { ...IDENTITY, path };
  const policy = sourcePolicy({ exclude: [], compression: 'none' });
  await kopia.importPolicies({ [`${IDENTITY.user}@${IDENTITY.host}:${path}`]: policy });
  if (format === 'direct') return (await kopia.snapshot({ source, path, tags }).saved).snapshot;
  const tar = createTar(path);
  const stdin = { fileName: 'archive.tar', stream: tar.stream };
  const { snapshot } = await kopia.snapshot({ source, path, tags, stdin }).saved;
  await tar.done;
  return snapshot;
}

function toSealed(
  snapshot: Snapshot,
  kind: Saved['kind'],
  name: string,
  format: Format,
  fidelity: string | null,
): SealedSnapshot {
  return {
    kind,
    name,
    format,
    id: snapshot.id,
    source: snapshot.source.path,
    rootObject: snapshot.root.object,
    files: snapshot.files,
    bytes: snapshot.bytes,
    failedFiles: 0,
    destination: null,
    type: snapshot.root.type === 'f' ? 'file' : 'directory',
    fidelity,
  };
}

/** Makes a volume on the engine and gives its folder. */
export async function makeVolume(
  engine: LabEngine,
  name: string,
  more: Partial<VolumeDefinition> = {},
): Promise<string> {
  made.push(`/volumes/${name}`);
  const { Mountpoint } = await engine.call('POST', '/volumes/create', {
    Name: name,
    Driver: 'local',
    Labels: more.labels ?? {},
    DriverOpts: more.options ?? {},
  });
  return Mountpoint;
}

/** Makes and starts a container that mounts what is given (`name:/path` or `/host:/path`), and gives its ID. */
export async function runContainer(
  engine: LabEngine,
  name: string,
  binds: readonly string[],
  more: { readonly cmd?: readonly string[]; readonly host?: object; readonly config?: object } = {},
): Promise<string> {
  const { Id } = await engine.call('POST', `/containers/create?name=${name}`, {
    Image: LAB_IMAGE,
    ...(more.cmd === undefined ? {} : { Cmd: more.cmd }),
    ...more.config,
    HostConfig: { NetworkMode: 'none', Binds: binds, ...more.host },
  });
  made.push(`/containers/${Id}`);
  await engine.call('POST', `/containers/${Id}/start`);
  return Id;
}

const made: string[] = [];

/** Takes away the containers and volumes that the tests of the file have made and not removed themselves. */
async function removeMade(engine: LabEngine): Promise<void> {
  for (const path of made.splice(0).reverse()) await engine.call('DELETE', `${path}?force=1`).catch(() => undefined);
}

/** What the engine says of a container. */
export async function stateOf(engine: LabEngine, id: string): Promise<{ Status: string; StartedAt: string }> {
  return (await engine.call('GET', `/containers/${id}/json`)).State;
}
