import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** `forbidden`: no provider can be there, whoever says so: link-local, cloud metadata, multicast, reserved. */
export type AddressKind = 'public' | 'private' | 'loopback' | 'forbidden';

const FORBIDDEN = listOf(
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // metadata services outside the link-local range: Alibaba, Azure, Oracle, then AWS and Google on IPv6
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['192.0.0.192', 32],
  ['fd00:ec2::', 32],
  ['fd20:ce::254', 128],
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
  // Teredo and discard-only: nothing that serves models
  ['2001::', 32],
  ['100::', 64],
);

const LOOPBACK = listOf(['127.0.0.0', 8], ['::1', 128]);

const PRIVATE = listOf(
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['192.0.0.0', 24],
  ['198.18.0.0', 15],
  ['fc00::', 7],
  ['fec0::', 10],
);

/** What stands at an IP address; IPv6 forms that carry an IPv4 address are judged by that. */
export function kindOfAddress(address: string): AddressKind {
  const plain = address.replace(/%.*$/, '');
  if (!isIPv4(plain) && !isIPv6(plain)) return 'forbidden';
  const carried = carriedIpv4(plain);
  if (carried !== undefined) return kindOfAddress(carried);
  const family = isIPv4(plain) ? 'ipv4' : 'ipv6';
  if (FORBIDDEN.check(plain, family)) return 'forbidden';
  if (LOOPBACK.check(plain, family)) return 'loopback';
  return PRIVATE.check(plain, family) ? 'private' : 'public';
}

/** Of an IPv4-mapped or -compatible, NAT64 or 6to4 address. */
function carriedIpv4(address: string): string | undefined {
  if (isIPv4(address)) return undefined;
  const groups = groupsOf(address);
  const [a = 0, b = 0, c = 0] = groups;
  const leadingZeros = groups.findIndex((group) => group !== 0);
  const [high = 0, low = 0] = groups.slice(6);
  if (a === 0x2002) return dotted(b, c);
  if (a === 0x64 && b === 0xff9b) return dotted(high, low);
  if (leadingZeros === 5 && groups[5] === 0xffff) return dotted(high, low);
  // ::/96 but for :: and ::1
  if (leadingZeros === 6 || (leadingZeros === 7 && low > 1)) return dotted(high, low);
  return undefined;
}

/** The eight 16-bit groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const inHex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail] = inHex.split('::');
  const left = hexGroups(head);
  const right = tail === undefined ? [] : hexGroups(tail);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => 0);
  return [...left, ...zeros, ...right];
}

function hexGroups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function listOf(...subnets: readonly (readonly [net: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, isIPv4(net) ? 'ipv4' : 'ipv6');
  return list;
}
