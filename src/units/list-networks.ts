import type { Network } from '../docker/types.ts';
import type { Group } from './group-containers.ts';
import { projectName } from './parse-project.ts';

/** Every engine has these; they can not be made or removed. */
const BUILT_IN = ['bridge', 'host', 'none'];

/** Names of the networks that a unit uses or owns, sorted; those that every engine has are left out. */
export function listNetworks(group: Group, networks: readonly Network[]): readonly string[] {
  const used = group.containers.flatMap((container) => container.networks);
  const owned = networks.filter((network) => group.kind === 'compose' && projectOf(network) === group.base);
  const names = [...used, ...owned.map((network) => network.name)];
  return [...new Set(names)].filter((name) => !BUILT_IN.includes(name)).sort();
}

function projectOf(network: Network): string | null {
  const labels = network.raw['Labels'];
  return typeof labels === 'object' && labels !== null ? projectName(labels as Record<string, string>) : null;
}
