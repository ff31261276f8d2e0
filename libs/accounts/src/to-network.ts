import ipaddr from 'ipaddr.js';

/** An IPv4 address, or the /64 network of an IPv6 address, which a single household is given. */
export function toNetwork(ipAddress: string): string {
  if (!ipaddr.isValid(ipAddress)) return ipAddress;
  const parsed = ipaddr.process(ipAddress);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const [withoutZone = ipAddress] = parsed.toNormalizedString().split('%');
  return ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone}/64`).toString();
}
