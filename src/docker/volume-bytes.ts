import * as z from 'zod';
import type { Client } from './client.ts';
import { understand } from './understand.ts';

const DEADLINE_MS = 60_000;

const Usage = z.object({
  Volumes: z
    .array(z.looseObject({ Name: z.string(), UsageData: z.looseObject({ Size: z.number() }).nullish() }))
    .nullish(),
});

/**
 * The bytes in a volume as the engine counts them: each file once, whatever names it has, and the length of each link.
 *
 * Shape   null when the engine does not count this volume: one of a plugin, or with options
 * Source  moby, LocalVolumesSize and pkg/directory. The engine walks all its volumes for the answer.
 */
export async function volumeBytes(client: Client, volume: string): Promise<number | null> {
  const what = `counting the volume ${volume}`;
  const answer = await client.request({
    what,
    method: 'GET',
    path: '/system/df',
    query: { type: 'volume' },
    deadlineMs: DEADLINE_MS,
    expect: [200],
    retries: 0,
  });
  const { Volumes } = understand(what, (body) => Usage.parse(body), answer.body);
  const size = (Volumes ?? []).find(({ Name }) => Name === volume)?.UsageData?.Size ?? -1;
  return size < 0 ? null : size;
}
