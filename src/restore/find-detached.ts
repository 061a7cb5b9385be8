import * as z from 'zod';
import type { Container, Network } from '../docker/types.ts';
import type { Warning } from '../events.ts';
import { commandLine } from '../host/text.ts';

const endpoint = z.object({
  NetworkID: z.string().catch(''),
  Aliases: z.array(z.string()).nullish().catch(null),
  IPAMConfig: z
    .object({ IPv4Address: z.string().optional(), IPv6Address: z.string().optional() })
    .nullish()
    .catch(null),
});
const inspect = z
  .object({ NetworkSettings: z.object({ Networks: z.record(z.string(), endpoint) }) })
  .catch({ NetworkSettings: { Networks: {} } });

type Endpoint = z.infer<typeof endpoint>;

/**
 * Finds the containers that are attached to one of the named networks as it was before it went: they can not start.
 *
 * Shape   → one warning each, with the commands that attach it to the new one, at its own address and names
 * Source  A container knows its networks by ID; `docker start` and Compose fail with `network … not found`. Measured with
 *         20.10 and Compose 2.26.
 */
export function findDetached(
  names: ReadonlySet<string>,
  networks: readonly Network[],
  containers: readonly Container[],
): readonly Warning[] {
  const known = new Set(networks.map(({ id }) => id));
  return containers.flatMap((container) =>
    Object.entries(inspect.parse(container.raw).NetworkSettings.Networks)
      .filter(([name, { NetworkID }]) => names.has(name) && NetworkID !== '' && !known.has(NetworkID))
      .map(([name, found]) => detached(container, name, found)),
  );
}

function detached({ name, id }: Container, network: string, { Aliases, IPAMConfig }: Endpoint): Warning {
  const { IPv4Address, IPv6Address } = IPAMConfig ?? {};
  const aliases = (Aliases ?? []).filter((alias) => alias !== name && !id.startsWith(alias));
  const connect = [
    ...['docker', 'network', 'connect'],
    ...(IPv4Address ? ['--ip', IPv4Address] : []),
    ...(IPv6Address ? ['--ip6', IPv6Address] : []),
    ...aliases.flatMap((alias) => ['--alias', alias]),
    ...[network, name],
  ];
  const disconnect = ['docker', 'network', 'disconnect', '--force', network, name];
  return {
    code: 'W_NETWORK_GONE',
    message: `container ${name} is attached to a network ${network} that is gone, and can not start`,
    hint: `Run ${commandLine(disconnect)}; then ${commandLine(connect)}.`,
  };
}
