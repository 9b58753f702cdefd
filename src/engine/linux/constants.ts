import { constants } from 'node:os';
import type { OptionName } from '../engine.js';

/** A datagram's result: it waits until the socket is writable. Mirrored in native/send.c. */
export const QUEUED = 1;

/** Flags of a bind. Mirrored in native/socket.c. */
export const BIND_REUSE_ADDRESS = 1;
export const BIND_REUSE_PORT = 2;
export const BIND_IPV6_ONLY = 4;

/** Ways to deliver datagrams. Mirrored in native/engine.h. */
export const DELIVER_DATAGRAMS = 1;
export const DELIVER_BATCHES = 2;

/** What the kernel has. Mirrored in native/features.c. */
export const FEATURE_GSO = 1;
export const FEATURE_GRO = 2;

const SOL_SOCKET = 1;
const IPPROTO_IP = 0;
const IPPROTO_IPV6 = 41;

/** An option's place in the kernel, for each family: `[level, name]`. See ip(7) and ipv6(7). */
export interface OptionPlace {
  readonly 4: readonly [level: number, name: number];
  readonly 6: readonly [level: number, name: number];
}

const SO_BROADCAST = [SOL_SOCKET, 6] as const;
const SO_SNDBUF = [SOL_SOCKET, 7] as const;
const SO_RCVBUF = [SOL_SOCKET, 8] as const;

/** Every integer option: where the kernel has it. */
export const OPTIONS: Readonly<Record<OptionName, OptionPlace>> = {
  broadcast: { 4: SO_BROADCAST, 6: SO_BROADCAST },
  sendBufferSize: { 4: SO_SNDBUF, 6: SO_SNDBUF },
  recvBufferSize: { 4: SO_RCVBUF, 6: SO_RCVBUF },
  // IP_TTL, IPV6_UNICAST_HOPS
  ttl: { 4: [IPPROTO_IP, 2], 6: [IPPROTO_IPV6, 16] },
  // IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS
  multicastTTL: { 4: [IPPROTO_IP, 33], 6: [IPPROTO_IPV6, 18] },
  // IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP
  multicastLoopback: { 4: [IPPROTO_IP, 34], 6: [IPPROTO_IPV6, 19] },
};

export const EBADF = -constants.errno.EBADF;
export const EBUSY = -constants.errno.EBUSY;
export const ECANCELED = -constants.errno.ECANCELED;
export const EINVAL = -constants.errno.EINVAL;
