import { readFileSync } from 'node:fs';
import type { ReceiveInfo, RemoteInfo, Socket } from 'fast-dgram';
import { LOOPBACK, type Sockets } from './sockets';

/** A way from one socket to another on this host. */
export interface Way {
  name: string;
  /** The sender's family, and the receiver's. */
  from: 'udp4' | 'udp6';
  to: 'udp4' | 'udp6';
  /** What the receiver is bound to. */
  bound: string;
  /** Where the sender sends to, and what the receiver is told of that. */
  address: string;
  told: string;
}

/** IPv4, IPv6, and IPv4 to an IPv6 socket. */
export const WAYS: readonly Way[] = [
  {
    name: 'IPv4',
    ...{ from: 'udp4', to: 'udp4' },
    bound: '0.0.0.0',
    ...{ address: '127.0.0.1', told: '127.0.0.1' },
  },
  {
    name: 'IPv6',
    ...{ from: 'udp6', to: 'udp6' },
    bound: '::',
    ...{ address: '::1', told: '::1' },
  },
  {
    name: 'IPv4 to an IPv6 socket',
    ...{ from: 'udp4', to: 'udp6' },
    bound: '::',
    ...{ address: '127.0.0.1', told: '::ffff:127.0.0.1' },
  },
];

/** A sender, and a receiver that asks to be told. */
export function overWay(
  sockets: Sockets,
  way: Way,
  receiveInfo: boolean | ReceiveInfo[],
): [sender: Socket, receiver: Socket] {
  const receiver = sockets.bound({ type: way.to, receiveInfo }, way.bound);
  return [sockets.bound({ type: way.from }, LOOPBACK[way.from]), receiver];
}

/** The loopback interface's index. */
export const LOOPBACK_INDEX = Number(readFileSync('/sys/class/net/lo/ifindex', 'utf8'));

/** What is told of a datagram besides its sender, but for when it came, which differs. */
export function toldOf(remote: RemoteInfo): Partial<RemoteInfo> {
  const { address, family, port, size, timestamp, ...told } = remote;
  return told;
}
