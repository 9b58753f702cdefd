import type { Socket } from 'fast-dgram';

/** An option in the kernel's own numbers, as socket(7), ip(7) and ipv6(7) have them. */
export type Place = readonly [level: number, name: number];

const SOL_SOCKET = 1;
const IPPROTO_IP = 0;
const IPPROTO_IPV6 = 41;

/** What a socket itself has, of either family. */
export const SOCKET_OPTIONS = {
  SO_BROADCAST: [SOL_SOCKET, 6],
  SO_SNDBUF: [SOL_SOCKET, 7],
  SO_RCVBUF: [SOL_SOCKET, 8],
  SO_PRIORITY: [SOL_SOCKET, 12],
  SO_LINGER: [SOL_SOCKET, 13],
  SO_REUSEPORT: [SOL_SOCKET, 15],
  SO_RCVTIMEO: [SOL_SOCKET, 20],
  SO_BINDTODEVICE: [SOL_SOCKET, 25],
  SO_GET_FILTER: [SOL_SOCKET, 26],
  SO_MARK: [SOL_SOCKET, 36],
  SO_BUSY_POLL: [SOL_SOCKET, 46],
  SO_INCOMING_CPU: [SOL_SOCKET, 49],
} as const satisfies Record<string, Place>;

/** What decides on IPv4 datagrams. */
export const IPV4_OPTIONS = {
  IP_TOS: [IPPROTO_IP, 1],
  IP_TTL: [IPPROTO_IP, 2],
  IP_MTU_DISCOVER: [IPPROTO_IP, 10],
  IP_MTU: [IPPROTO_IP, 14],
  IP_FREEBIND: [IPPROTO_IP, 15],
  IP_TRANSPARENT: [IPPROTO_IP, 19],
  IP_MULTICAST_IF: [IPPROTO_IP, 32],
  IP_MULTICAST_TTL: [IPPROTO_IP, 33],
  IP_MULTICAST_LOOP: [IPPROTO_IP, 34],
  IP_MULTICAST_ALL: [IPPROTO_IP, 49],
} as const satisfies Record<string, Place>;

/** What decides on IPv6 datagrams. */
export const IPV6_OPTIONS = {
  IPV6_UNICAST_HOPS: [IPPROTO_IPV6, 16],
  IPV6_MULTICAST_IF: [IPPROTO_IPV6, 17],
  IPV6_MULTICAST_HOPS: [IPPROTO_IPV6, 18],
  IPV6_MULTICAST_LOOP: [IPPROTO_IPV6, 19],
  IPV6_MTU_DISCOVER: [IPPROTO_IPV6, 23],
  IPV6_MTU: [IPPROTO_IPV6, 24],
  IPV6_V6ONLY: [IPPROTO_IPV6, 26],
  IPV6_MULTICAST_ALL: [IPPROTO_IPV6, 29],
  IPV6_DONTFRAG: [IPPROTO_IPV6, 62],
  IPV6_TCLASS: [IPPROTO_IPV6, 67],
  IPV6_TRANSPARENT: [IPPROTO_IPV6, 75],
  IPV6_FREEBIND: [IPPROTO_IPV6, 78],
} as const satisfies Record<string, Place>;

/** The kernel's own word on an option. */
export function kernelValue(socket: Socket, [level, name]: Place): number {
  return socket.getRawOption(level, name);
}
