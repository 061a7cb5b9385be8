import { type MountPoint, readMounts } from '../host/mounts.ts';

/** True when that process of this host, as we see it, runs in that container: process IDs mean nothing outside of their namespace. */
export function isContainerProcess(pid: number, containerId: string): boolean {
  try {
    return parseOwnContainerId(readMounts(pid)) === containerId;
  } catch {
    return false;
  }
}

/** The ID of the container this process runs in; null on a plain host. */
export function ownContainerId(): string | null {
  return parseOwnContainerId(readMounts());
}

/**
 * Finds the container whose mounts these are.
 *
 * Source  The engine mounts its own file on /etc/hostname, `…/containers/<ID>/hostname`; this holds with host networking
 *         and private cgroup namespaces, where the host name and /proc/self/cgroup say nothing (docker.md §2.3).
 */
export function parseOwnContainerId(mounts: readonly MountPoint[]): string | null {
  const root = mounts.findLast((mount) => mount.at === '/etc/hostname')?.root ?? '';
  return /\/containers\/([0-9a-f]{64})\/hostname$/.exec(root)?.[1] ?? null;
}
