import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { type ResolvedPlaces, resolvePlaces } from '../../../src/config/places.ts';
import { connectRepository, type Repository } from '../../../src/repository/connect.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { tools } from '../../lab/tools.ts';

export const IDENTITY = { user: 'root', host: 'alpha' } as const;

/** An installation of kopi-docka in a folder of its own. */
export interface Installation {
  readonly folder: string;
  readonly places: ResolvedPlaces;
  /** Connects with the configuration as it is now. */
  connect(env?: Readonly<Record<string, string>>): Repository;
  configure(yaml: string): void;
  /** True when the path below the folder is there. */
  has(path: string): boolean;
}

/** Makes an installation with nothing configured; it is gone when the test is. */
export function installation(): Installation {
  const folder = freshFolder('repository');
  onTestFinished(() => removeFolder(folder));
  const base = { KOPI_DOCKA_HOME: folder, KOPI_DOCKA_KOPIA: tools().kopia, HOME: folder };
  const places = resolvePlaces(base, 0, { config: null });
  return {
    folder,
    places,
    connect: (env = {}) => {
      const all = { ...base, ...env };
      return connectRepository(loadConfig(places, all).config, places, IDENTITY, all);
    },
    configure: (yaml) => writeFileSync(places.config, yaml, { mode: 0o600 }),
    has: (path) => existsSync(join(folder, path)),
  };
}
