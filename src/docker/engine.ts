import { archiveVolume } from './archive.ts';
import { connectClient } from './client.ts';
import { inspectContainer, listRunning } from './containers.ts';
import { resolveEndpoint } from './endpoint.ts';
import { watchContainers } from './events.ts';
import { ensureHelperImage } from './helper.ts';
import { takeInventory } from './inventory.ts';
import { removeKeeper, startKeeper, sweepKeepers } from './keeper.ts';
import { pauseContainer, startContainer, unpauseContainer, waitHealthy } from './members.ts';
import { createNetwork, inspectNetwork, removeNetwork } from './networks.ts';
import { readInfo } from './read-info.ts';
import { stopContainer } from './stop-container.ts';
import type { Engine } from './types.ts';
import { volumeBytes } from './volume-bytes.ts';
import { createVolume, inspectVolume, removeVolume } from './volumes.ts';

/**
 * Connects to the engine that the docker command would talk to.
 *
 * Errors  E_DOCKER when it is out of reach, E_DOCKER_TIMEOUT when it hangs, E_DOCKER_VERSION when it is too old.
 */
export async function connectEngine(options: { readonly env?: NodeJS.ProcessEnv } = {}): Promise<Engine> {
  const client = await connectClient(resolveEndpoint(options.env ?? process.env));
  return {
    info: () => readInfo(client),
    inventory: () => takeInventory(client),
    inspect: (idOrName) => inspectContainer(client, idOrName),
    inspectVolume: (name) => inspectVolume(client, name),
    running: () => listRunning(client),
    watch: (ids) => watchContainers(client, ids),
    stop: (id, timeoutSeconds) => stopContainer(client, id, timeoutSeconds),
    start: (id) => startContainer(client, id),
    pause: (id) => pauseContainer(client, id),
    unpause: (id) => unpauseContainer(client, id),
    waitHealthy: (id, timeoutMs) => waitHealthy(client, id, timeoutMs),
    createVolume: (definition) => createVolume(client, definition),
    removeVolume: (name) => removeVolume(client, name),
    inspectNetwork: (idOrName) => inspectNetwork(client, idOrName),
    createNetwork: (definition) => createNetwork(client, definition),
    removeNetwork: (idOrName) => removeNetwork(client, idOrName),
    ensureKeeperImage: () => ensureHelperImage(client),
    startKeeper: (volume, runId, access) => startKeeper(client, volume, runId, access),
    removeKeeper: (id) => removeKeeper(client, id),
    sweepKeepers: (isDead) => sweepKeepers(client, isDead),
    archiveVolume: (volume, runId) => archiveVolume(client, volume, runId),
    volumeBytes: (volume) => volumeBytes(client, volume),
    close: () => client.close(),
  };
}
