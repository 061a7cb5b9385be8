import * as z from 'zod';
import type { Container, Volume } from '../docker/types.ts';
import { isWithin } from '../host/mounts.ts';
import { hasMountOptions } from './choose-readable.ts';
import { isOneOff, serviceName } from './parse-project.ts';
import type { Unstoppable } from './types.ts';

/** What the question is judged against. */
export interface StopContext {
  readonly selfId: string | null;
  /** `unix:///…` or `tcp://host:port`. */
  readonly endpoint: string;
  /** Folder of a repository on this host; null when it is elsewhere. */
  readonly repositoryPath: string | null;
  readonly volumes: ReadonlyMap<string, Volume>;
}

/** Why a container can not be stopped and started again by us; null when it can. */
export function chooseUnstoppable(container: Container, context: StopContext): Unstoppable {
  if (container.id === context.selfId) return 'ourselves';
  if (container.autoRemove) return 'auto-remove';
  if (isOneOff(container.labels)) return 'one-off';
  if (Object.keys(container.labels).some((label) => label.startsWith('com.docker.swarm.'))) return 'swarm-task';
  if (servesDocker(container, context.endpoint)) return 'serves-docker';
  return holdsRepository(container, context) ? 'holds-repository' : null;
}

/** True when the repository lies in a volume that is unmounted as soon as this container, its last user, stops. */
function holdsRepository(container: Container, { repositoryPath, volumes }: StopContext): boolean {
  if (repositoryPath === null) return false;
  return container.mounts.some((mount) => {
    const volume = volumes.get(mount.name ?? '');
    if (volume === undefined || volume.mountpoint === '') return false;
    return (volume.driver !== 'local' || hasMountOptions(volume)) && isWithin(repositoryPath, volume.mountpoint);
  });
}

const Published = z.object({
  HostConfig: z.object({
    PortBindings: z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullish()).nullish(),
  }),
});

/** True when we reach the engine through this container: a proxy before its socket, by name or by published port. */
function servesDocker(container: Container, endpoint: string): boolean {
  const address = /^tcp:\/\/(?<host>.+):(?<port>\d+)$/.exec(endpoint)?.groups;
  if (address === undefined) return false;
  if (container.name === address['host'] || serviceName(container.labels) === address['host']) return true;
  const published = Published.safeParse(container.raw);
  const bindings = published.success ? Object.values(published.data.HostConfig.PortBindings ?? {}) : [];
  return bindings.some((ports) => ports?.some((port) => port.HostPort === address['port']));
}
