import type { Client } from './client.ts';
import { createHelper, ensureHelperImage, HELPER_MOUNT } from './helper.ts';
import { removeKeeper } from './keeper.ts';
import type { VolumeArchive } from './types.ts';

/**
 * Streams a volume as the engine's own tar, through a helper container that is created and never started.
 *
 * Errors  E_UNREADABLE_VOLUME, E_DOCKER; E_DOCKER_TIMEOUT when the engine sends nothing within a minute.
 * Promise Entries are relative to the volume's root. The stream may end cleanly and still lack files: the caller counts.
 * Source  docker.md §1.4 lists what the engine leaves out.
 */
export async function archiveVolume(client: Client, volume: string, runId: string): Promise<VolumeArchive> {
  await ensureHelperImage(client);
  const helper = await createHelper(client, volume, runId);
  const remove = (): Promise<void> => removeKeeper(client, helper);
  try {
    const stream = await client.stream({
      what: `streaming the volume ${volume}`,
      method: 'GET',
      path: `/containers/${helper}/archive`,
      query: { path: `${HELPER_MOUNT}/.` },
      deadlineMs: 60_000,
      expect: [200],
    });
    return {
      stream,
      remove: async () => {
        stream.destroy();
        await remove();
      },
    };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}
