import ipaddr from 'ipaddr.js';

/** What a household is often given: it has 256 networks of 64 bits to choose from, each with any number of addresses. */
const ipv6PrefixBits = 56;

/** An IPv4 address, or the network of an IPv6 address that one household has. */
export function toNetwork(ipAddress: string): string {
  if (!ipaddr.isValid(ipAddress)) return ipAddress;
  const parsed = ipaddr.process(ipAddress);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const [withoutZone = ipAddress] = parsed.toNormalizedString().split('%');
  return ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone}/${ipv6PrefixBits}`).toString();
}
