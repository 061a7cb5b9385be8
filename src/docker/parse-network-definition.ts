import * as z from 'zod';
import { flag, text, textByName } from './lenient.ts';
import type { AddressPool, NetworkDefinition, RawInspect } from './types.ts';

const Pool = z.object({ Subnet: text, Gateway: text, IPRange: text, AuxiliaryAddresses: textByName }).transform(
  ({ Subnet, Gateway, IPRange, AuxiliaryAddresses }): AddressPool => ({
    subnet: Subnet,
    gateway: withoutPrefix(Gateway) || null,
    ipRange: IPRange || null,
    auxiliary: AuxiliaryAddresses,
  }),
);

const Ipam = z
  .object({
    Driver: text,
    Options: textByName,
    Config: z
      .array(Pool)
      .nullish()
      .transform((pools) => pools ?? []),
  })
  .nullish()
  .transform((ipam) => ipam ?? { Driver: '', Options: {}, Config: [] });

const Answer = z.object({
  Name: z.string(),
  Driver: text,
  Internal: flag,
  Attachable: flag,
  EnableIPv4: z.boolean().nullish(),
  EnableIPv6: flag,
  IPAM: Ipam,
  Options: textByName,
  Labels: textByName,
});

/**
 * Reads how a network was made out of `docker network inspect`.
 *
 * Errors  A ZodError when it is no network at all.
 * Source  The engine writes the gateway of an IPv6 pool that it chose itself with its prefix length, and refuses it so.
 */
export function parseNetworkDefinition(raw: RawInspect): NetworkDefinition {
  const { Name, Driver, Internal, Attachable, EnableIPv4, EnableIPv6, IPAM, Options, Labels } = Answer.parse(raw);
  return {
    name: Name,
    driver: Driver || 'bridge',
    internal: Internal,
    attachable: Attachable,
    ipv4: EnableIPv4 ?? true,
    ipv6: EnableIPv6,
    ipamDriver: IPAM.Driver || 'default',
    ipamOptions: IPAM.Options,
    pools: IPAM.Config.filter(({ subnet }) => subnet !== ''),
    options: Options,
    labels: Labels,
  };
}

function withoutPrefix(address: string): string {
  return address.split('/', 1)[0] ?? '';
}
