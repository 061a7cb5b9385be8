import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseNetworkDefinition } from '../../../src/docker/parse-network-definition.ts';
import type { Engine, NetworkDefinition } from '../../../src/docker/types.ts';
import { startDockerProxy } from '../../lab/docker-proxy.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { connectTo, containerYard } from './docker-lab.ts';

const lab = sharedEngine();
const yard = containerYard(lab);
const NAMES = ['net_auto', 'net_full', 'net_six', 'net_lost', 'net_used', 'net_taken'];
let engine: Engine;
beforeAll(async () => {
  engine = await connectTo(lab);
});
afterAll(async () => {
  await yard.clear();
  for (const name of NAMES) await engine.removeNetwork(name);
  engine.close();
});

const plain: NetworkDefinition = {
  ...{ name: 'net_taken', driver: 'bridge', internal: false, attachable: false, ipv4: true, ipv6: false },
  ...{ ipamDriver: 'default', ipamOptions: {}, pools: [], options: {}, labels: {} },
};

async function inspect(name: string) {
  const { Id: _, Created: __, ...rest } = await lab.call('GET', `/networks/${name}`);
  return rest;
}

describe('createNetwork', () => {
  it.each([
    ['with addresses of the engine’s own choice', { Name: 'net_auto' }],
    [
      'with every setting',
      {
        ...{ Name: 'net_full', Driver: 'bridge', Internal: true, Attachable: true, Labels: { 'a b': 'c=d' } },
        Options: { 'com.docker.network.driver.mtu': '1400' },
        IPAM: {
          Driver: 'default',
          Options: { some: 'option' },
          Config: [
            {
              ...{ Subnet: '10.92.0.0/24', Gateway: '10.92.0.254', IPRange: '10.92.0.0/25' },
              AuxiliaryAddresses: { printer: '10.92.0.9' },
            },
          ],
        },
      },
    ],
    [
      'with IPv6',
      { Name: 'net_six', EnableIPv6: true, IPAM: { Config: [{ Subnet: '10.92.1.0/24' }, { Subnet: 'fd00:92::/64' }] } },
    ],
  ])('makes a network %s again, exactly as it was', async (_, body) => {
    await lab.call('POST', '/networks/create', body);
    const before = await inspect(body.Name);
    await lab.call('DELETE', `/networks/${body.Name}`);
    const made = await engine.createNetwork(parseNetworkDefinition(before));
    expect(made.name).toBe(body.Name);
    expect(await inspect(body.Name)).toEqual(before);
    expect((await engine.createNetwork(parseNetworkDefinition(before))).id).toBe(made.id);
  });

  it('refuses when another network has the name, and says how it differs', async () => {
    await engine.createNetwork(plain);
    await expect(engine.createNetwork({ ...plain, internal: true })).rejects.toMatchObject({
      code: 'E_RESTORE_REFUSED',
      message: 'another network net_taken is there: internal false, not true',
    });
  });

  it('makes one network when the reply is lost', async () => {
    const proxy = await startDockerProxy(lab, [{ match: /^POST .*\/networks\/create/, action: 'lose-reply' }]);
    onTestFinished(() => proxy.close());
    const lossy = await connectTo(proxy);
    onTestFinished(() => lossy.close());
    await lossy.createNetwork({ ...plain, name: 'net_lost' });
    expect(proxy.hits).toHaveLength(1);
    const named: readonly { Name: string }[] = await lab.call('GET', '/networks');
    expect(named.filter(({ Name }) => Name === 'net_lost')).toHaveLength(1);
  });

  it.each(['../../etc', 'a/b', 'a?x'])('never sends the name %s', async (name) => {
    await expect(engine.createNetwork({ ...plain, name })).rejects.toMatchObject({ code: 'E_DOCKER' });
    await expect(engine.inspectNetwork(name)).rejects.toMatchObject({ code: 'E_DOCKER' });
    await expect(engine.removeNetwork(name)).rejects.toMatchObject({ code: 'E_DOCKER' });
  });
});

describe('removeNetwork', () => {
  it('does not remove one that a stopped container is attached to, which the engine itself would', async () => {
    await engine.createNetwork({ ...plain, name: 'net_used' });
    const { name } = await yard.make({ HostConfig: { NetworkMode: 'net_used' } }, false);
    await expect(engine.removeNetwork('net_used')).rejects.toMatchObject({
      code: 'E_DOCKER',
      message: expect.stringContaining(`used by the container ${name}`),
    });
    await yard.clear();
    await engine.removeNetwork('net_used');
    await engine.removeNetwork('net_used');
    expect(await engine.inspectNetwork('net_used')).toBeNull();
  });
});
