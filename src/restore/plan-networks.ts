import { compareNetworks } from '../docker/compare-networks.ts';
import { isEngineName } from '../docker/names.ts';
import { parseNetworkDefinition } from '../docker/parse-network-definition.ts';
import { subnetsOverlap } from '../docker/subnets-overlap.ts';
import type { Inventory, Network, NetworkDefinition } from '../docker/types.ts';
import type { Warning } from '../events.ts';
import { printable } from '../host/text.ts';
import { findDetached } from './find-detached.ts';

/** Networks of a unit that will be made again, and what is to be said of the others. */
export interface NetworkPlan {
  readonly create: readonly NetworkDefinition[];
  readonly warnings: readonly Warning[];
}

/**
 * Plans which networks of a unit are made again: those that are gone.
 *
 * Promise A network that is there is never touched; where it differs, a warning says how. Containers that are attached to a
 *         network that is gone are named with the commands that attach them again.
 */
export function planNetworks(
  wanted: readonly NetworkDefinition[],
  { networks, containers }: Pick<Inventory, 'networks' | 'containers'>,
): NetworkPlan {
  const create: NetworkDefinition[] = [];
  const warnings: Warning[] = [];
  for (const network of wanted) {
    const there = networks.find(({ name }) => name === network.name);
    const warning = there === undefined ? whyNotMade(network, networks) : whatDiffers(network, there);
    if (warning !== null) warnings.push(warning);
    else if (there === undefined) create.push(network);
  }
  const names = new Set(wanted.map(({ name }) => name));
  return { create, warnings: [...warnings, ...findDetached(names, networks, containers)] };
}

function whatDiffers(wanted: NetworkDefinition, there: Network): Warning | null {
  const differences = compareNetworks(parseNetworkDefinition(there.raw), wanted);
  if (differences.length === 0) return null;
  return {
    code: 'W_NETWORK_DIFFERS',
    message: `network ${wanted.name} is there and stays, but is not as in the backup: ${differences.join('; ')}`,
    hint: `To have it as in the backup, take down what uses it, run docker network rm ${wanted.name}, and restore again.`,
  };
}

function whyNotMade(wanted: NetworkDefinition, networks: readonly Network[]): Warning | null {
  const { name, pools } = wanted;
  if (!isEngineName(name)) return notMade(name, 'that is no name for a network', 'See docker network ls.');
  for (const other of networks) {
    const taken = parseNetworkDefinition(other.raw).pools;
    const mine = pools.find((pool) => taken.some(({ subnet }) => subnetsOverlap(subnet, pool.subnet)));
    if (mine !== undefined)
      return notMade(
        name,
        `its subnet ${mine.subnet} overlaps with that of the network ${other.name}`,
        `Remove the network ${other.name}, or give one of the two another subnet.`,
      );
  }
  return null;
}

/** Says that a network of the unit is missing after the restore. */
export function notMade(name: string, why: string, hint: string): Warning {
  return { code: 'W_NETWORK_NOT_MADE', message: printable(`network ${name} is not made again: ${why}`), hint };
}
