import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import type { Client } from './client.ts';
import { compareNetworks } from './compare-networks.ts';
import { listAttached } from './containers.ts';
import { checkedName } from './names.ts';
import { parseNetwork } from './parse-network.ts';
import { parseNetworkDefinition } from './parse-network-definition.ts';
import type { Network, NetworkDefinition } from './types.ts';
import { understand } from './understand.ts';

const ASK_DEADLINE_MS = 30_000;
const CHANGE_DEADLINE_MS = 60_000;

/** All networks, as the engine describes them. */
export async function listNetworks(client: Client): Promise<readonly Network[]> {
  const what = 'listing the networks';
  const answer = await client.request({
    what,
    method: 'GET',
    path: '/networks',
    deadlineMs: ASK_DEADLINE_MS,
    expect: [200],
  });
  return understand(what, (body) => z.array(z.unknown()).parse(body).map(parseNetwork), answer.body);
}

/** Inspects a network, by ID or name; null when there is none. */
export async function inspectNetwork(client: Client, idOrName: string): Promise<Network | null> {
  const what = `inspecting the network ${idOrName}`;
  const path = `/networks/${checkedName('network', idOrName)}`;
  const answer = await client.request({
    what,
    method: 'GET',
    path,
    deadlineMs: ASK_DEADLINE_MS,
    expect: [200, 404],
  });
  return answer.status === 404 ? null : understand(what, parseNetwork, answer.body);
}

/**
 * Creates a network, or finds it there exactly as defined.
 *
 * Errors  E_RESTORE_REFUSED when a network of that name is there and differs; E_DOCKER when the engine refuses, as it does
 *         when another network has the same addresses.
 * Source  A network of the same name is 409 with `CheckDuplicate`; engines before 1.44 would make a second one without.
 */
export async function createNetwork(client: Client, definition: NetworkDefinition): Promise<Network> {
  const { name } = definition;
  const { status } = await client.request({
    what: `creating the network ${name}`,
    method: 'POST',
    path: '/networks/create',
    body: toBody(definition),
    deadlineMs: CHANGE_DEADLINE_MS,
    expect: [201, 409],
  });
  const network = await inspectNetwork(client, name);
  if (network === null) throw new KopiDockaError('E_DOCKER', `the network ${name} is gone right after its creation`);
  const differences = status === 409 ? compareNetworks(parseNetworkDefinition(network.raw), definition) : [];
  if (differences.length === 0) return network;
  throw new KopiDockaError('E_RESTORE_REFUSED', `another network ${name} is there: ${differences.join('; ')}`, {
    hint: `See docker network inspect ${name}.`,
  });
}

/**
 * Removes a network; one that is gone already is success.
 *
 * Errors  E_DOCKER when a container is attached to it, running or not.
 * Source  The engine itself asks for running ones only; a stopped one could never be started again.
 */
export async function removeNetwork(client: Client, idOrName: string): Promise<void> {
  const network = await inspectNetwork(client, idOrName);
  if (network === null) return;
  const [user] = await listAttached(client, network);
  if (user !== undefined)
    throw new KopiDockaError('E_DOCKER', `the network ${network.name} is used by the container ${user}`, {
      hint: `See docker network inspect ${network.name}.`,
    });
  await client.request({
    what: `removing the network ${network.name}`,
    method: 'DELETE',
    path: `/networks/${checkedName('network', network.id)}`,
    deadlineMs: CHANGE_DEADLINE_MS,
    expect: [204, 404],
  });
}

function toBody(definition: NetworkDefinition): Readonly<Record<string, unknown>> {
  const { name, driver, internal, attachable, ipv4, ipv6, options, labels } = definition;
  const { ipamDriver, ipamOptions, pools } = definition;
  return {
    Name: checkedName('network', name),
    CheckDuplicate: true,
    Driver: driver,
    Internal: internal,
    Attachable: attachable,
    EnableIPv6: ipv6,
    ...(ipv4 ? {} : { EnableIPv4: false }),
    IPAM: {
      Driver: ipamDriver,
      Options: orNull(ipamOptions),
      Config: pools.map(({ subnet, gateway, ipRange, auxiliary }) => ({
        Subnet: subnet,
        ...(gateway === null ? {} : { Gateway: gateway }),
        ...(ipRange === null ? {} : { IPRange: ipRange }),
        AuxiliaryAddresses: orNull(auxiliary),
      })),
    },
    Options: options,
    Labels: labels,
  };
}

/** The engine keeps an empty record apart from none: what was not set is not set again. */
function orNull(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> | null {
  return Object.keys(record).length === 0 ? null : record;
}
