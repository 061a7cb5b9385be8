import { join } from 'node:path';
import type { Volume, VolumeDefinition } from '../docker/types.ts';
import type { PointEntry, Seal, SealedSnapshot } from '../points/types.ts';
import { hasMountOptions } from '../units/choose-readable.ts';
import { volumeFolder } from '../units/volume-folder.ts';
import { ENGINE_FOLDER, PROJECT_FOLDER } from './plan-files.ts';
import type { ExchangeWay, RestoreRequest } from './types.ts';

/**
 * Where one entry of a point goes. `existing` is the volume that is there now, `create` the one to be made, `defined` the
 * volume as the point describes it, when it goes back to its own name.
 */
export interface Destination {
  readonly entry: PointEntry;
  readonly sealed: SealedSnapshot | null;
  readonly kind: 'volume' | 'bind' | 'directory';
  readonly name: string;
  readonly path: string;
  readonly exchange: ExchangeWay;
  readonly existing: Volume | null;
  readonly create: VolumeDefinition | null;
  readonly defined: VolumeDefinition | null;
}

/** What is known when destinations are chosen. `rootDir` is the engine's. */
export interface DestinationFacts {
  readonly entries: readonly PointEntry[];
  readonly seal: Seal | null;
  /** The volumes of the unit as the point describes them. */
  readonly definitions: readonly VolumeDefinition[];
  readonly volumes: readonly Volume[];
  readonly rootDir: string;
}

/**
 * Chooses where each entry goes: back to its place, into another volume, or below a folder.
 *
 * Promise A volume that is gone is to be made as the point describes it, or else as a plain local one.
 */
export function chooseDestinations(
  request: Pick<RestoreRequest, 'toDir' | 'toVolume'>,
  facts: DestinationFacts,
): readonly Destination[] {
  const taken = new Set<string>([PROJECT_FOLDER, ENGINE_FOLDER]);
  return facts.entries.map((entry) => {
    const sealed = sealedOf(entry, facts.seal);
    const plain = { entry, sealed, exchange: 'rename' as const, existing: null, create: null, defined: null };
    if (request.toDir !== null) {
      const name = folderName(entry, taken);
      return { ...plain, kind: 'directory', name, path: join(request.toDir, name) };
    }
    if (entry.kind === 'bind') return { ...plain, kind: 'bind', name: entry.name, path: entry.name };
    return { ...plain, ...intoVolume(entry.name, request.toVolume[entry.name] ?? entry.name, facts) };
  });
}

/**
 * What the seal says of an entry; null when it does not know this very content.
 *
 * Source  Pinning a snapshot gives it a new ID, so it goes by its name and content.
 */
export function sealedOf({ kind, name, snapshot }: PointEntry, seal: Seal | null): SealedSnapshot | null {
  const sealed = seal?.snapshots.find((one) => one.kind === kind && one.name === name);
  return sealed?.rootObject === snapshot.root.object ? sealed : null;
}

/** A volume keeps its name; a bind's path becomes a name. Two alike are numbered. */
function folderName(entry: PointEntry, taken: Set<string>): string {
  const base = entry.kind === 'volume' ? entry.name : `bind${entry.name.replaceAll('/', '_')}`;
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  taken.add(name);
  return name;
}

function intoVolume(from: string, to: string, facts: DestinationFacts): Omit<Destination, 'entry' | 'sealed'> {
  const defined = from === to ? (facts.definitions.find(({ name }) => name === from) ?? null) : null;
  const existing = facts.volumes.find((volume) => volume.name === to) ?? null;
  const create = existing === null ? definitionFor(from, to, facts.definitions) : null;
  const volume = existing ?? { driver: 'local', options: {}, labels: {}, ...create, name: to, mountpoint: '' };
  const path = volumeFolder(volume, facts.rootDir);
  return { kind: 'volume', name: to, path, exchange: exchangeOf(volume), existing, create, defined };
}

/** Source  A volume with driver options, or of a plugin, is a mount point while it is in use and nothing at other times. */
function exchangeOf(volume: Volume): ExchangeWay {
  return volume.driver !== 'local' || hasMountOptions(volume) ? 'content' : 'rename';
}

/** Compose's labels belong to the volume's own name, so a volume of another name goes without them. */
function definitionFor(from: string, to: string, definitions: readonly VolumeDefinition[]): VolumeDefinition {
  const defined = definitions.find((volume) => volume.name === from);
  const { driver, options, labels } = defined ?? { driver: 'local', options: {}, labels: {} };
  const kept = Object.entries(labels).filter(([key]) => from === to || !key.startsWith('com.docker.compose.'));
  return { name: to, driver, options, labels: Object.fromEntries(kept) };
}
