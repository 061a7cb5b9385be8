import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Identity } from '../config/identity.ts';
import type { Config, Places } from '../config/types.ts';
import { findKopia } from '../kopia/find-binary.ts';
import { openKopia } from '../kopia/open-kopia.ts';
import type { Kopia } from '../kopia/types.ts';
import { accessRepository } from './backends/index.ts';
import { readBackendContext } from './credentials.ts';
import { isGeneratedPassword, readPassword } from './password.ts';

/** What the configured repository is reached with. */
export interface Reach {
  readonly config: Config;
  readonly places: Places;
  readonly identity: Identity;
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

/**
 * Makes a kopia for the configured repository.
 *
 * Shape   the configuration; the repository's place, under which its cache is kept
 * Errors  E_KOPIA_MISSING, E_KOPIA_VERSION, E_CREDENTIALS, E_CONFIG.
 * Promise Reads the secrets and writes kopia's connection file; the repository itself is not touched yet.
 */
export async function reachRepository({ config, places, identity, env }: Reach, place: string): Promise<Kopia> {
  const { repository } = config;
  const binary = await findKopia(env);
  const { storage, env: storageEnv } = accessRepository(repository.url, await readBackendContext(config, env));
  const password = await readPassword(repository.password, env);
  return openKopia({
    binary,
    connection: { storage, cache: { ...repository.cache, directory: cacheFolder(config, place) }, ...identity },
    password,
    passwordIsGenerated: isGeneratedPassword(password),
    storageEnv,
    cacheDir: places.cache,
    runDir: places.run,
  });
}

/** One cache a repository, except that the Python tool's is used as it is. */
function cacheFolder({ origin, repository }: Config, place: string): string {
  const { directory } = repository.cache;
  if (origin === 'python') return directory;
  return join(directory, `kopia-${createHash('sha256').update(place).digest('hex').slice(0, 12)}`);
}
