import { BlockList, isIP } from 'node:net';

/** True when two subnets, as `10.0.0.0/24` or `fd00::/64`, have addresses in common; what is no subnet overlaps with nothing. */
export function subnetsOverlap(one: string, other: string): boolean {
  return contains(one, other) || contains(other, one);
}

function contains(outer: string, inner: string): boolean {
  const [outside, inside] = [parse(outer), parse(inner)];
  if (outside === null || inside === null || outside.family !== inside.family) return false;
  const block = new BlockList();
  block.addSubnet(outside.address, outside.length, outside.family);
  return block.check(inside.address, inside.family);
}

function parse(subnet: string): { address: string; length: number; family: 'ipv4' | 'ipv6' } | null {
  const [address = '', length = ''] = subnet.split('/');
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  if (version === 0 || !/^\d{1,3}$/.test(length) || Number(length) > longest) return null;
  return { address, length: Number(length), family: version === 4 ? 'ipv4' : 'ipv6' };
}
