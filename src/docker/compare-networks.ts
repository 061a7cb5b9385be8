import type { AddressPool, NetworkDefinition } from './types.ts';

/** Settings that tell who made a network, or are said by some engines only: they make no difference. */
const TELLING_NOTHING = [
  'com.docker.compose.version',
  'com.docker.network.enable_ipv4',
  'com.docker.network.enable_ipv6',
];

/**
 * Says in which settings two networks of one name differ.
 *
 * Shape   → one text each, such as `subnet 10.0.2.0/24, not 10.0.1.0/24`: what is there, what was wanted; empty when they are alike
 */
export function compareNetworks(there: NetworkDefinition, wanted: NetworkDefinition): readonly string[] {
  const settings: readonly (readonly [string, string, string])[] = [
    ['driver', there.driver, wanted.driver],
    ['internal', String(there.internal), String(wanted.internal)],
    ['attachable', String(there.attachable), String(wanted.attachable)],
    ['IPv4', String(there.ipv4), String(wanted.ipv4)],
    ['IPv6', String(there.ipv6), String(wanted.ipv6)],
    ['IPAM driver', there.ipamDriver, wanted.ipamDriver],
    ...compareRecords('IPAM option', there.ipamOptions, wanted.ipamOptions),
    ...comparePools(there.pools, wanted.pools),
    ...compareRecords('option', there.options, wanted.options),
    ...compareRecords('label', there.labels, wanted.labels),
  ];
  return settings
    .filter(([, is, should]) => is !== should)
    .map(([what, is, should]) => `${what} ${is || 'none'}, not ${should || 'none'}`);
}

type Difference = readonly [what: string, is: string, should: string];
type Record = Readonly<globalThis.Record<string, string>>;

function compareRecords(what: string, there: Record, wanted: Record): readonly Difference[] {
  const keys = [...new Set([...Object.keys(there), ...Object.keys(wanted)])].sort();
  return keys
    .filter((key) => !TELLING_NOTHING.includes(key))
    .map((key) => [`${what} ${key}`, there[key] ?? '', wanted[key] ?? '']);
}

/** What is left to the engine, all addresses or a gateway, is no difference. */
function comparePools(there: readonly AddressPool[], wanted: readonly AddressPool[]): readonly Difference[] {
  const subnets = (pools: readonly AddressPool[]) =>
    pools
      .map(({ subnet }) => subnet)
      .sort()
      .join(' and ');
  if (wanted.length === 0) return [];
  if (subnets(there) !== subnets(wanted)) return [['subnet', subnets(there), subnets(wanted)]];
  return wanted.flatMap((pool) => {
    const same = there.find(({ subnet }) => subnet === pool.subnet) ?? pool;
    const oneGateway = same.gateway === null || pool.gateway === null;
    return [
      ['range', same.ipRange ?? '', pool.ipRange ?? ''],
      ...(oneGateway ? [] : [['gateway', same.gateway ?? '', pool.gateway ?? ''] as const]),
      ...compareRecords('reserved address', same.auxiliary, pool.auxiliary),
    ];
  });
}
