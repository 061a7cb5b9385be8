import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import { parseJson } from '../host/parse-json.ts';
import type { KopiaSetup } from './global-arguments.ts';
import { runKopia } from './run-kopia.ts';
import type { RepositoryStatus } from './types.ts';

const status = z.object({
  uniqueIDHex: z.string().min(1),
  clientOptions: z.object({ hostname: z.string(), username: z.string() }),
  storage: z.object({ type: z.string(), config: z.record(z.string(), z.unknown()) }),
});

// What names the place in each of kopia's storage types.
const PLACE_KEYS = ['path', 'bucket', 'container', 'url', 'remotePath', 'folderID'];

/** Opens the repository and tells which one it is. */
export async function repositoryStatus(setup: KopiaSetup): Promise<RepositoryStatus> {
  const stdout = await runKopia(setup, ['repository', 'status', '--json', '--no-progress'], {
    what: 'opening the repository',
  });
  const parsed = status.safeParse(parseJson(stdout.toString('utf8')));
  if (!parsed.success) throw new KopiDockaError('E_REPO', 'the status of the repository was not understood');
  const { uniqueIDHex, clientOptions, storage } = parsed.data;
  return {
    uniqueId: uniqueIDHex,
    type: storage.type,
    target: placeOf(storage.config),
    user: clientOptions.username,
    host: clientOptions.hostname,
  };
}

function placeOf(config: Readonly<Record<string, unknown>>): string {
  const key = PLACE_KEYS.find((key) => typeof config[key] === 'string');
  return key === undefined ? '' : String(config[key]);
}
