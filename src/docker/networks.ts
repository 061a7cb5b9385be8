import * as z from 'zod';
import type { Client } from './client.ts';
import { parseNetwork } from './parse-network.ts';
import type { Network } from './types.ts';
import { understand } from './understand.ts';

/** All networks, as the engine describes them. */
export async function listNetworks(client: Client): Promise<readonly Network[]> {
  const what = 'listing the networks';
  const answer = await client.request({ what, method: 'GET', path: '/networks', deadlineMs: 30_000, expect: [200] });
  return understand(what, (body) => z.array(z.unknown()).parse(body).map(parseNetwork), answer.body);
}
