import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import type { Client } from './client.ts';
import { inspectContainer, listByLabel } from './containers.ts';
import { createHelper, ensureHelperImage, HELPER_MOUNT } from './helper.ts';
import { HELPER_LABEL, isHelper } from './is-helper.ts';
import { startContainer } from './members.ts';
import { checkedName } from './names.ts';
import { parseProcess } from './parse-container.ts';
import { readInfo } from './read-info.ts';
import type { Keeper } from './types.ts';

/**
 * Holds a volume mounted, read-only, until the keeper is removed.
 *
 * Errors  E_UNREADABLE_VOLUME when there is no such volume, or it can not be mounted.
 * Promise Leaves no container behind when it fails.
 * Source  A volume with driver options is unmounted when its last running container stops, and then reads empty (docker.md §1.2).
 */
export async function startKeeper(client: Client, volume: string, runId: string): Promise<Keeper> {
  await ensureHelperImage(client);
  const name = await createHelper(client, volume, runId);
  try {
    await startContainer(client, name);
    const container = await inspectContainer(client, name);
    if (container?.state !== 'running') throw new KopiDockaError('E_DOCKER', 'its keeper ended at once');
    const { pid } = parseProcess(container.raw);
    const { local } = await readInfo(client);
    return { id: container.id, name, volume, root: local ? `/proc/${pid}/root${HELPER_MOUNT}` : null };
  } catch (thrown) {
    await removeKeeper(client, name);
    const { message } = asKopiDockaError(thrown);
    throw new KopiDockaError('E_UNREADABLE_VOLUME', `the volume ${volume} can not be held: ${message}`, {
      cause: thrown,
    });
  }
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
