import { expect, test } from 'vitest';
import { parseNetworkDefinition } from '../../../src/docker/parse-network-definition.ts';
import { subnetsOverlap } from '../../../src/docker/subnets-overlap.ts';

test('a network is read with everything that makes it', () => {
  const definition = parseNetworkDefinition({
    ...{ Name: 'shop_back', Id: 'x', Driver: 'bridge', EnableIPv6: true, Internal: true, Attachable: true },
    IPAM: {
      Driver: 'default',
      Options: { a: 'b' },
      Config: [
        {
          Subnet: '10.1.0.0/24',
          Gateway: '10.1.0.1',
          IPRange: '10.1.0.128/25',
          AuxiliaryAddresses: { host: '10.1.0.9' },
        },
        { Subnet: 'fd00:1::/64', Gateway: 'fd00:1::1/64' },
      ],
    },
    ...{ Options: { mtu: '1400' }, Labels: { l: 'v' } },
  });
  expect(definition).toEqual({
    ...{ name: 'shop_back', driver: 'bridge', internal: true, attachable: true, ipv4: true, ipv6: true },
    ...{ ipamDriver: 'default', ipamOptions: { a: 'b' }, options: { mtu: '1400' }, labels: { l: 'v' } },
    pools: [
      { subnet: '10.1.0.0/24', gateway: '10.1.0.1', ipRange: '10.1.0.128/25', auxiliary: { host: '10.1.0.9' } },
      { subnet: 'fd00:1::/64', gateway: 'fd00:1::1', ipRange: null, auxiliary: {} },
    ],
  });
});

test('a network of few words is an ordinary bridge', () => {
  expect(parseNetworkDefinition({ Name: 'n', IPAM: { Config: null }, Labels: null })).toMatchObject({
    ...{ driver: 'bridge', internal: false, ipv6: false, ipamDriver: 'default', pools: [], labels: {} },
  });
  expect(() => parseNetworkDefinition({ Driver: 'bridge' })).toThrow();
});

test.each([
  ['10.0.0.0/24', '10.0.0.0/24', true],
  ['10.0.0.0/16', '10.0.7.0/24', true],
  ['10.0.7.0/24', '10.0.0.0/16', true],
  ['10.0.0.0/24', '10.0.1.0/24', false],
  ['fd00::/48', 'fd00:0:0:1::/64', true],
  ['fd00::/64', 'fd01::/64', false],
  ['10.0.0.0/24', 'fd00::/64', false],
  ['10.0.0.0/24', 'nonsense', false],
  ['10.0.0.0/99', '10.0.0.0/24', false],
])('%s and %s have addresses in common: %s', (one, other, common) => {
  expect(subnetsOverlap(one, other)).toBe(common);
});
