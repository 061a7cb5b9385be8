import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../../src/docker/types.ts';
import type { RunEvent } from '../../../src/events.ts';
import { acquireLock } from '../../../src/journal/lock.ts';
import { recover } from '../../../src/journal/recover.ts';
import { findKopia } from '../../../src/kopia/find-binary.ts';
import { openKopia } from '../../../src/kopia/open-kopia.ts';
import type { Kopia } from '../../../src/kopia/types.ts';
import type { RestoreTools } from '../../../src/restore/tools.ts';
import type { RestoreRequest } from '../../../src/restore/types.ts';
import { discover } from '../../../src/units/discover.ts';
import { tools } from '../../lab/tools.ts';

export const IDENTITY = { user: 'root', host: 'lab' };

/** Makes the repository of a lab's folder, when it is not there yet, and opens it. */
export async function makeRepository(folder: string): Promise<Kopia> {
  mkdirSync(join(folder, 'repository'), { recursive: true });
  const kopia = await openRepository(folder, { password: 'a password of the lab', ...IDENTITY });
  await kopia.create();
  return kopia;
}

/** Opens the repository that lies in a lab's folder. */
export async function openRepository(
  folder: string,
  { password, user, host }: { readonly password: string; readonly user: string; readonly host: string },
): Promise<Kopia> {
  return openKopia({
    binary: await findKopia({ KOPI_DOCKA_KOPIA: tools().kopia }),
    connection: {
      storage: { type: 'filesystem', config: { path: join(folder, 'repository') } },
      cache: { directory: join(folder, 'cache'), contentMb: 100, metadataMb: 100 },
      ...{ user, host },
    },
    password,
    passwordIsGenerated: true,
    cacheDir: join(folder, 'cache'),
    runDir: join(folder, 'run'),
  });
}

/** The parts of a restore for a lab's folder, as the app would make them. */
export function makeTools(folder: string, client: Engine, kopia: Kopia, events: RunEvent[]): RestoreTools {
  const config = {
    units: [],
    backup: {
      format: 'direct',
      strategy: 'auto',
      stopTimeoutSeconds: 5,
      healthTimeoutSeconds: 5,
      exclude: [],
      binds: true,
      strict: false,
      redactEnvironment: false,
      parallelism: null,
    },
  } as unknown as RestoreTools['config'];
  const places = {
    config: join(folder, 'config.yaml'),
    passwordFile: join(folder, 'password'),
    repository: join(folder, 'repository'),
    state: join(folder, 'state'),
    cache: join(folder, 'cache'),
    run: join(folder, 'run'),
  };
  const emit = (event: RunEvent): void => void events.push(event);
  return {
    engine: client,
    config,
    places,
    identity: IDENTITY,
    emit,
    ownFolders: [places.repository, places.state, places.cache, places.run],
    lock: (what) => acquireLock(places.run, what),
    heal: () => recover({ stateFolder: places.state, engine: async () => client, emit }),
    look: () => discover(client, config, { repositoryPath: places.repository, ownFolders: [] }),
    openRepository: async () => kopia,
  };
}

/** A request that restores a whole unit from its newest point; what a test cares about is given. */
export function request(unit: string, wanted: Partial<RestoreRequest> = {}): RestoreRequest {
  return {
    unit,
    at: null,
    previous: 0,
    point: null,
    host: null,
    volumes: [],
    toVolume: {},
    toDir: null,
    rename: null,
    start: true,
    create: true,
    keepUndo: true,
    dryRun: false,
    ...wanted,
  };
}

/** Says yes, and never stops the run. */
export const yes = { signal: new AbortController().signal, confirm: async () => true };
