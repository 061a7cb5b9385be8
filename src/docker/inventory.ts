import pLimit from 'p-limit';
import { KopiDockaError } from '../errors.ts';
import type { Client } from './client.ts';
import { inspectContainer, listContainerIds } from './containers.ts';
import { isEngineName } from './names.ts';
import { listNetworks } from './networks.ts';
import { readInfo } from './read-info.ts';
import { ownContainerId } from './self.ts';
import type { Container, Inventory, Volume } from './types.ts';
import { inspectVolume, listVolumes } from './volumes.ts';

const PARALLEL_CALLS = 8;
const SLOW_VOLUME_DEADLINE_MS = 5_000;

/**
 * Sees everything on the engine: one list of containers, one of volumes, one of networks, one inspect a container.
 *
 * Promise At most 8 inspects are under way at once. A container that vanishes meanwhile is left out.
 */
export async function takeInventory(client: Client): Promise<Inventory> {
  const [engine, containers, networks, listed] = await Promise.all([
    readInfo(client),
    inspectAll(client),
    listNetworks(client),
    listVolumes(client).catch(nullOnTimeout),
  ]);
  const { volumes, warnings } = listed ?? (await volumesOneByOne(client, containers));
  return { engine, containers, volumes, networks, selfId: ownContainerId(), warnings };
}

async function inspectAll(client: Client): Promise<readonly Container[]> {
  const ids = await listContainerIds(client);
  const containers = await pLimit(PARALLEL_CALLS).map(ids, (id) => inspectContainer(client, id));
  return containers.filter((container) => container !== null);
}

function nullOnTimeout(thrown: unknown): null {
  if (thrown instanceof KopiDockaError && thrown.code === 'E_DOCKER_TIMEOUT') return null;
  throw thrown;
}

/** The way round a hung volume plugin: the volumes that containers mount are asked for singly, and what hangs is named. */
async function volumesOneByOne(
  client: Client,
  containers: readonly Container[],
): Promise<{ readonly volumes: readonly Volume[]; readonly warnings: readonly string[] }> {
  const mounted = containers.flatMap((container) => container.mounts.flatMap((mount) => mount.name ?? []));
  const names = [...new Set(mounted)].filter(isEngineName).sort();
  const warnings = [
    'Docker does not list its volumes, a volume plugin hangs; volumes that no container uses are not seen',
  ];
  const volumes = await pLimit(PARALLEL_CALLS).map(names, async (name) => {
    try {
      return await inspectVolume(client, name, SLOW_VOLUME_DEADLINE_MS);
    } catch (thrown) {
      nullOnTimeout(thrown);
      warnings.push(`the driver of the volume ${name} does not answer`);
      return null;
    }
  });
  return { volumes: volumes.filter((volume) => volume !== null), warnings };
}
