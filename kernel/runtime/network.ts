import { isIPv6 } from 'node:net';

/**
 * What one client has for itself: an IPv4 address, or the 64 bits of an IPv6 network, in which it may choose from more
 * addresses than we could count.
 */
export function networkOf(clientAddress: string | null): string {
  if (!clientAddress) return 'unknown';
  if (!clientAddress.includes(':')) return clientAddress;
  const mapped = /^::ffff:([\d.]+)$/i.exec(clientAddress)?.[1];
  if (mapped || !isIPv6(clientAddress)) return mapped ?? clientAddress;
  const [left = [], right = []] = clientAddress
    .split('::')
    .map((half) => half.split(':').filter(Boolean));
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}
