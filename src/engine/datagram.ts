/** An IP version. */
export type Family = 4 | 6;

/** A socket's own address, or its peer's, or a sender's; in Node's shape and key order. */
export interface SocketAddress {
  address: string;
  family: 'IPv4' | 'IPv6';
  port: number;
}

/** What is told of a datagram besides its sender, where the socket asked for it. Not in node:dgram. */
export interface PacketInfo {
  /** The address that it was sent to; it may be a multicast group's or a broadcast address (`IP_PKTINFO`). */
  destinationAddress?: string;
  /**
   * This host's address to answer from: for multicast and broadcast that of the receiving
   * interface. Absent for IPv6 groups, and for IPv4 that came before the socket asked to be told.
   */
  localAddress?: string;
  /** The index of the interface that it arrived by. */
  interfaceIndex?: number;
  /** The name of that interface; absent where it has gone. */
  interfaceName?: string;
  /** Explicit congestion notification: 0 (not capable), 1, 2 (capable), 3 (congestion met); RFC 3168. */
  ecn?: number;
  /** The whole type of service or traffic class, 0 to 255: DSCP and ECN. */
  tos?: number;
  /** Hops that it might still have travelled, 0 to 255: time to live, or hop limit. */
  ttl?: number;
  /** When the kernel received it, in nanoseconds since 1970 (`SO_TIMESTAMPNS`). */
  timestamp?: bigint;
  /** Whether it was longer than what was read of it. */
  truncated?: boolean;
}

/** Where a datagram came from; in Node's shape and key order. */
export interface RemoteInfo extends SocketAddress, PacketInfo {
  /** Bytes in the datagram. */
  size: number;
}

/** What a datagram says besides its destination. */
export interface SendControl {
  /** The address of this host that it leaves from: an IP literal. */
  localAddress: string | undefined;
  /** The interface that it leaves by: its name or index. */
  interface: string | number | undefined;
  /** 0 to 3. */
  ecn: number | undefined;
  /** 0 to 255. */
  tos: number | undefined;
  /** 1 to 255. */
  ttl: number | undefined;
  /** When it leaves, on the clock of `process.hrtime.bigint()`. */
  txtime: bigint | undefined;
}

/** A {@link SendControl} as a transport takes it. */
export type PreparedControl = Int32Array;

/** What a network said of a datagram that had left. Not in node:dgram. */
export interface IcmpError {
  /** The address that the datagram was sent to. */
  address: string;
  family: 'IPv4' | 'IPv6';
  /** The port that the datagram was sent to. */
  port: number;
  /** The ICMP or ICMPv6 type: RFC 792, RFC 4443. */
  icmpType: number;
  /** Its code. */
  icmpCode: number;
  /** What the kernel makes of it: a negative error number. */
  errno: number;
  /** The name of that: 'ECONNREFUSED', 'EHOSTUNREACH', 'EMSGSIZE', … */
  code: string;
  /** The host that said so; absent where the kernel does not tell. */
  offender?: string;
  /** The largest packet that fits, in bytes with its IP header: where the datagram was too long. */
  mtu?: number;
}

/**
 * The datagrams that one wake-up has read, by their place from 0 on: while it is reported. Of a
 * place that is not there, nothing is said.
 */
export interface ReceivedBatch {
  readonly length: number;
  /** Leaves out the datagrams of some senders. */
  exclude(isExcluded: (remote: Pick<RemoteInfo, 'address' | 'family'>) => boolean): void;
  /** Bytes in that datagram. */
  size(place: number): number;
  /** The datagram, for ever. */
  data(place: number): Buffer;
  /** The datagram, in memory that is used again once the batch has been reported. */
  view(place: number): Buffer;
  /** The sender's port. */
  port(place: number): number;
  /** The sender's address. */
  address(place: number): string;
  /** The sender, with what the socket asked to be told besides. */
  remote(place: number): RemoteInfo;
  /** What the socket asked to be told: the same object for all datagrams of a train. */
  info(place: number): Readonly<PacketInfo>;
}
