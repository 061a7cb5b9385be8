import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import type { Client } from './client.ts';
import { inspectContainer, listByLabel } from './containers.ts';
import { createHelper, ensureHelperImage, HELPER_MOUNT } from './helper.ts';
import { HELPER_LABEL, isHelper } from './is-helper.ts';
import { startContainer } from './members.ts';
import { checkedName } from './names.ts';
import { parseProcess } from './parse-container.ts';
import { isContainerProcess } from './self.ts';
import type { Container, Keeper } from './types.ts';

/**
 * Holds a volume mounted until the keeper is removed, read-only unless told otherwise.
 *
 * Errors  E_UNREADABLE_VOLUME when there is no such volume, its driver does not answer, or it can not be mounted.
 * Promise Leaves no container behind when it fails.
 * Source  A volume with driver options is unmounted when its last running container stops, and then reads empty (docker.md §1.2).
 */
export async function startKeeper(
  client: Client,
  volume: string,
  runId: string,
  { readOnly }: { readonly readOnly: boolean } = { readOnly: true },
): Promise<Keeper> {
  await ensureHelperImage(client);
  try {
    const name = await createHelper(client, volume, runId, { readOnly });
    return await hold(client, volume, name);
  } catch (thrown) {
    const error = asKopiDockaError(thrown);
    if (error.code === 'E_UNREADABLE_VOLUME') throw error;
    const message = `the volume ${volume} can not be held: ${error.message}`;
    throw new KopiDockaError('E_UNREADABLE_VOLUME', message, { cause: thrown });
  }
}

async function hold(client: Client, volume: string, name: string): Promise<Keeper> {
  try {
    await startContainer(client, name);
    const container = await inspectContainer(client, name);
    if (container?.state !== 'running') throw new KopiDockaError('E_DOCKER', 'its keeper ended at once');
    return { id: container.id, name, volume, root: rootOf(client, container) };
  } catch (thrown) {
    await removeKeeper(client, name);
    throw thrown;
  }
}

/**
 * Where this host shows the volume that a keeper holds; null when it does not.
 *
 * Promise Whoever reaches the engine over the network is taken to be elsewhere.
 */
function rootOf(client: Client, container: Container): string | null {
  const { pid } = parseProcess(container.raw);
  const isHere = client.endpoint.kind === 'unix' && isContainerProcess(pid, container.id);
  return isHere ? `/proc/${pid}/root${HELPER_MOUNT}` : null;
}

/** Removes a keeper, running or not; one that is gone already, or going, is success. */
export async function removeKeeper(client: Client, id: string): Promise<void> {
  await client.request({
    what: `removing the helper container ${id}`,
    method: 'DELETE',
    path: `/containers/${checkedName('container', id)}`,
    query: { force: '1' },
    deadlineMs: 60_000,
    expect: [204, 404, 409],
  });
}

/**
 * Removes the helper containers of runs that are dead.
 *
 * Shape   → the names of the removed
 */
export async function sweepKeepers(client: Client, isDead: (runId: string) => boolean): Promise<readonly string[]> {
  const helpers = (await listByLabel(client, HELPER_LABEL)).filter(isHelper);
  const stale = helpers.filter((helper) => isDead(helper.labels[HELPER_LABEL] ?? ''));
  for (const helper of stale) await removeKeeper(client, helper.id);
  return stale.map((helper) => helper.name);
}
