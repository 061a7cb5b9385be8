import { isWithin } from '../host/mounts.ts';

/** What is at a host path; `silent` when a file system does not answer, `forbidden` when we may not look. */
export type PathType = 'directory' | 'file' | 'socket' | 'other' | 'missing' | 'forbidden' | 'silent';

/** What was found out about the source of a bind mount; `real` is the path with all symbolic links followed. */
export interface PathFacts {
  readonly real: string;
  readonly type: PathType;
}

/** What a bind mount is judged against. */
export interface BindContext {
  readonly engineIsLocal: boolean;
  readonly dockerRoot: string;
  /** Repository, state, cache and the like: what lies in them is ours, not the user's. */
  readonly ownFolders: readonly string[];
}

/** Either data to be saved, or the reason why it is not; `waived` when that is as it should be. */
export type BindClass =
  | { readonly persistent: true; readonly type: 'directory' | 'file' }
  | { readonly persistent: false; readonly reason: string; readonly waived: boolean };

const PSEUDO = ['/proc', '/sys', '/dev', '/run', '/var/run'];

/** Host folders that are the same on each host of its kind, with all they hold. */
const SYSTEM_TREES = ['/usr', '/lib', '/lib32', '/lib64', '/libx32', '/bin', '/sbin', '/boot', '/etc/ssl/certs'];

/** What users put below /usr. */
const OWN_TREES = ['/usr/local', '/usr/src'];

/** Host paths that containers look at; below them an application may keep data. */
const SYSTEM_PATHS = [
  '/var',
  '/var/lib',
  '/var/log',
  '/tmp',
  '/etc/group',
  '/etc/hostname',
  '/etc/hosts',
  '/etc/localtime',
  '/etc/machine-id',
  '/etc/nsswitch.conf',
  '/etc/os-release',
  '/etc/passwd',
  '/etc/resolv.conf',
  '/etc/shadow',
  '/etc/timezone',
];

/**
 * Tells whether a bind mount holds persistent data of an application.
 *
 * Promise A path that holds the repository among other things is data; its plan leaves the repository out.
 */
export function classifyBind(facts: PathFacts, context: BindContext): BindClass {
  const reason = waiver(facts.real, context);
  if (reason !== null) return { persistent: false, reason, waived: true };
  if (!context.engineIsLocal) return gap('lies on the host of the engine, which is not this one');
  if (isWithin(context.dockerRoot, facts.real))
    return gap('holds all files of Docker; bind the folders that are needed');
  return classifyType(facts.type);
}

function classifyType(type: PathType): BindClass {
  switch (type) {
    case 'directory':
    case 'file':
      return { persistent: true, type };
    case 'socket':
      return { persistent: false, reason: 'a socket', waived: true };
    case 'other':
      return { persistent: false, reason: 'a device or a named pipe', waived: true };
    case 'missing':
      return gap('does not exist on this host');
    case 'forbidden':
      return gap('this user may not read it');
    case 'silent':
      return gap('its file system does not answer');
  }
}

function gap(reason: string): BindClass {
  return { persistent: false, reason, waived: false };
}

function waiver(path: string, context: BindContext): string | null {
  const inside = (folders: readonly string[]): boolean => folders.some((folder) => isWithin(path, folder));
  if (path === '/') return 'the whole file system of the host';
  if (inside(PSEUDO)) return 'not kept over a restart of the host';
  if (isWithin(path, context.dockerRoot)) return 'a part of Docker itself';
  if (inside(context.ownFolders)) return 'belongs to kopi-docka';
  if (SYSTEM_PATHS.includes(path) || (inside(SYSTEM_TREES) && !inside(OWN_TREES))) return 'a part of the host system';
  return null;
}
