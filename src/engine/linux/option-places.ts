import type { OptionName } from '../socket-options.js';

/** A level and a name, as setsockopt(2) takes them. */
export type OptionPlace = readonly [level: number, name: number];

const SOL_SOCKET = 1;
const IPPROTO_IP = 0;
const IPPROTO_IPV6 = 41;

function ofSocket(name: number): Readonly<Record<4 | 6, OptionPlace>> {
  return { 4: [SOL_SOCKET, name], 6: [SOL_SOCKET, name] };
}

function ofFamily(ipv4: number, ipv6: number): Readonly<Record<4 | 6, OptionPlace>> {
  return { 4: [IPPROTO_IP, ipv4], 6: [IPPROTO_IPV6, ipv6] };
}

/** Every integer option: where the kernel has it, for each family. See socket(7), ip(7), ipv6(7). */
export const OPTIONS: Readonly<Record<OptionName, Readonly<Record<4 | 6, OptionPlace>>>> = {
  broadcast: ofSocket(6),
  sendBufferSize: ofSocket(7),
  recvBufferSize: ofSocket(8),
  priority: ofSocket(12),
  sendBufferSizeForce: ofSocket(32),
  recvBufferSizeForce: ofSocket(33),
  mark: ofSocket(36),
  busyPoll: ofSocket(46),
  incomingCPU: ofSocket(49),
  // IP_TOS, IPV6_TCLASS
  tos: ofFamily(1, 67),
  // IP_TTL, IPV6_UNICAST_HOPS
  ttl: ofFamily(2, 16),
  // IP_MTU_DISCOVER, IPV6_MTU_DISCOVER: both have the same values
  mtuDiscover: ofFamily(10, 23),
  // IP_MTU, IPV6_MTU
  mtu: ofFamily(14, 24),
  // IP_FREEBIND, IPV6_FREEBIND
  freebind: ofFamily(15, 78),
  // IP_TRANSPARENT, IPV6_TRANSPARENT
  transparent: ofFamily(19, 75),
  // IP_MTU_DISCOVER, which decides it in IPv4; IPV6_DONTFRAG
  dontFragment: ofFamily(10, 62),
  // IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS
  multicastTTL: ofFamily(33, 18),
  // IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP
  multicastLoopback: ofFamily(34, 19),
  // IP_MULTICAST_ALL, IPV6_MULTICAST_ALL (Linux 4.20)
  multicastAll: ofFamily(49, 29),
};

/** SO_BINDTODEVICE: the only option by name that is a text. */
export const DEVICE: OptionPlace = [SOL_SOCKET, 25];
