import { dirname, join, resolve } from 'node:path';
import type { Places } from './types.ts';

/** Places, and what is known about how the config was named. */
export interface ResolvedPlaces extends Places {
  /** True when a flag or KOPI_DOCKA_CONFIG names the config: then it has to be there. */
  readonly configIsNamed: boolean;
  /** Config files of older versions, looked for when there is no config; the first that exists counts. */
  readonly olderConfigs: readonly string[];
}

/**
 * Resolves all paths of this installation.
 *
 * Shape   the environment, the user's id, the --config flag → absolute paths
 * Promise Touches nothing. --config wins over KOPI_DOCKA_CONFIG, over KOPI_DOCKA_HOME, over the standard places; systemd's
 *         STATE_, CACHE_ and RUNTIME_DIRECTORY win over all of these.
 * Source  docs/contract.md §1.
 */
export function resolvePlaces(
  env: Readonly<NodeJS.ProcessEnv>,
  uid: number,
  flags: { readonly config: string | null },
): ResolvedPlaces {
  const home = env['KOPI_DOCKA_HOME'];
  const base = home ? placesIn(resolve(home)) : uid === 0 ? SYSTEM : placesOfUser(env);
  const named = flags.config ?? (env['KOPI_DOCKA_CONFIG'] || null);
  return {
    ...base,
    ...(named === null ? {} : { config: resolve(named) }),
    state: firstFolder(env['STATE_DIRECTORY']) ?? base.state,
    cache: firstFolder(env['CACHE_DIRECTORY']) ?? base.cache,
    run: firstFolder(env['RUNTIME_DIRECTORY']) ?? base.run,
    configIsNamed: named !== null,
    olderConfigs: named !== null || home ? [] : olderConfigs(env),
  };
}

const SYSTEM: Places = {
  config: '/etc/kopi-docka/config.yaml',
  passwordFile: '/etc/kopi-docka/repository.password',
  repository: '/var/lib/kopi-docka/repository',
  state: '/var/lib/kopi-docka',
  cache: '/var/cache/kopi-docka',
  run: '/run/kopi-docka',
};

function placesIn(folder: string): Places {
  return {
    config: join(folder, 'config.yaml'),
    passwordFile: join(folder, 'repository.password'),
    repository: join(folder, 'repository'),
    state: join(folder, 'state'),
    cache: join(folder, 'cache'),
    run: join(folder, 'run'),
  };
}

function placesOfUser(env: Readonly<NodeJS.ProcessEnv>): Places {
  const config = join(xdg(env, 'XDG_CONFIG_HOME', '.config'), 'config.yaml');
  const state = xdg(env, 'XDG_STATE_HOME', '.local/state');
  return {
    config,
    passwordFile: join(dirname(config), 'repository.password'),
    repository: join(state, 'repository'),
    state,
    cache: xdg(env, 'XDG_CACHE_HOME', '.cache'),
    run: env['XDG_RUNTIME_DIR']?.startsWith('/') ? join(env['XDG_RUNTIME_DIR'], 'kopi-docka') : join(state, 'run'),
  };
}

/** Our folder below an XDG base folder. Source: XDG Base Directory Specification; relative values are to be ignored. */
function xdg(env: Readonly<NodeJS.ProcessEnv>, variable: string, inHome: string): string {
  const set = env[variable];
  return join(set?.startsWith('/') ? set : join(homeOf(env), inHome), 'kopi-docka');
}

function olderConfigs(env: Readonly<NodeJS.ProcessEnv>): readonly string[] {
  return [join(homeOf(env), '.config/kopi-docka/config.json'), '/etc/kopi-docka.json', '/etc/kopi-docka.conf'];
}

function homeOf(env: Readonly<NodeJS.ProcessEnv>): string {
  return env['HOME']?.startsWith('/') ? env['HOME'] : '/root';
}

/** systemd gives a list of folders, separated by colons, when a unit names several. */
function firstFolder(list: string | undefined): string | null {
  const first = list?.split(':')[0];
  return first?.startsWith('/') ? first : null;
}
