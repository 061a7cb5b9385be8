import { expect, test } from 'vitest';
import { parseNetworkDefinition } from '../../../src/docker/parse-network-definition.ts';
import type { Network, RawInspect } from '../../../src/docker/types.ts';
import { planNetworks } from '../../../src/restore/plan-networks.ts';
import { member } from './samples.ts';

const back: RawInspect = {
  ...{ Name: 'shop_back', Id: 'n1', Driver: 'bridge', EnableIPv6: false, Internal: false, Attachable: false },
  IPAM: { Driver: 'default', Options: null, Config: [{ Subnet: '10.9.5.0/24', Gateway: '10.9.5.1' }] },
  ...{ Options: {}, Labels: { 'com.docker.compose.network': 'back', 'com.docker.compose.version': '2.26.1' } },
};
const wanted = [parseNetworkDefinition(back)];

function network(id: string, change: RawInspect = {}): Network {
  const raw: RawInspect = { ...back, Id: id, ...change };
  return { id, name: String(raw['Name']), driver: 'bridge', raw };
}

function codes(networks: readonly Network[]) {
  const { create, warnings } = planNetworks(wanted, { networks, containers: [] });
  return {
    create: create.map(({ name }) => name),
    warnings: warnings.map(({ code, message }) => `${code} ${message}`),
  };
}

test('a network that is gone is made again, exactly as it was', () => {
  expect(planNetworks(wanted, { networks: [], containers: [] })).toEqual({ create: wanted, warnings: [] });
});

test('a network that is there is left alone, also when another Compose made it', () => {
  const newer = network('n2', { Labels: { 'com.docker.compose.network': 'back', 'com.docker.compose.version': '9' } });
  expect(codes([newer])).toEqual({ create: [], warnings: [] });
});

test.each([
  ['subnet 10.9.6.0/24, not 10.9.5.0/24', { IPAM: { Driver: 'default', Config: [{ Subnet: '10.9.6.0/24' }] } }],
  ['internal true, not false', { Internal: true }],
  ['option com.docker.network.bridge.name br9, not none', { Options: { 'com.docker.network.bridge.name': 'br9' } }],
  ['label com.docker.compose.network none, not back', { Labels: {} }],
])('a network that differs is left alone and the difference told: %s', (difference, change) => {
  const { create, warnings } = codes([network('n2', change)]);
  expect(create).toEqual([]);
  expect(warnings).toEqual([
    `W_NETWORK_DIFFERS network shop_back is there and stays, but is not as in the backup: ${difference}`,
  ]);
});

test('a network whose addresses another one has by now is not made, and the other one is named', () => {
  const wide = network('n2', { Name: 'lab', IPAM: { Config: [{ Subnet: '10.9.0.0/16' }] } });
  expect(codes([wide])).toEqual({
    create: [],
    warnings: [
      'W_NETWORK_NOT_MADE network shop_back is not made again: its subnet 10.9.5.0/24 overlaps with that of the network lab',
    ],
  });
});

test('a container that is attached to the network that went is told with the commands that attach it again', () => {
  const settings = {
    shop_back: { NetworkID: 'old', IPAMConfig: { IPv4Address: '10.9.5.10' }, Aliases: ['db', 'shop-db-1', 'id-shop'] },
  };
  const raw = { NetworkSettings: { Networks: settings } };
  const { container } = member('shop-db-1', [], { raw });
  const { warnings } = planNetworks(wanted, { networks: [], containers: [container] });
  expect(warnings).toMatchObject([
    {
      code: 'W_NETWORK_GONE',
      hint: 'Run docker network disconnect --force shop_back shop-db-1; then docker network connect --ip 10.9.5.10 --alias db shop_back shop-db-1.',
    },
  ]);
  const there = planNetworks(wanted, { networks: [network('old')], containers: [container] });
  expect(there.warnings).toEqual([]);
});
