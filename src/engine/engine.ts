import type { AsyncResource } from 'node:async_hooks';
import type { Payload } from './payload.js';

/**
 * The line between sockets and whatever carries their datagrams. Everything above it speaks
 * of addresses, datagrams and negative error numbers, never of descriptors; only
 * {@link DescriptorSharing}, which a transport may lack, knows of those.
 */

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
  /** The address that it was sent to: also a group's, or everybody's (`IP_PKTINFO`). */
  destinationAddress?: string;
  /**
   * This host's address to answer from: where a group or everybody was addressed, that of the
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

/** What a bind asks for besides its address. */
export interface BindFlags {
  reuseAddr: boolean;
  reusePort: boolean;
  ipv6Only: boolean;
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

/** What an engine tells the owner of a socket. Each call has a callback scope of its own. */
export interface EngineListener {
  /** A datagram arrived, and datagrams are wanted one by one. */
  datagram(message: Buffer, remote: RemoteInfo): void;
  /** Datagrams arrived, and are wanted in batches. */
  batch(received: ReceivedBatch): void;
  /** Reading failed, with this negative error number. */
  receiveError(errno: number): void;
  /** A datagram that had left did not arrive. */
  icmpError(error: IcmpError): void;
  /** The kernel has dropped so many datagrams since the last time, for want of room. */
  dropped(count: number): void;
  /** A datagram could not be sent, with this negative error number. */
  sendFailed(errno: number): void;
}

/** What a socket wants to read. */
export interface ReceiveOptions {
  /** Several datagrams may arrive in one read. */
  readonly trains: boolean;
  /** Where a datagram was sent to. */
  readonly destination: boolean;
  /** Its type of service, with ECN. */
  readonly tos: boolean;
  /** Its hops. */
  readonly ttl: boolean;
  /** When it arrived. */
  readonly timestamp: boolean;
  /** How many the kernel has dropped. */
  readonly drops: boolean;
  /** What ICMP says of those that were sent. */
  readonly icmpErrors: boolean;
}

/** What a socket has counted. */
export interface SocketCounters {
  wakeUps: number;
  receiveCalls: number;
  datagramsReceived: number;
  bytesReceived: number;
  trainsReceived: number;
  trainDatagramsReceived: number;
  datagramsTruncated: number;
  sendCalls: number;
  datagramsSent: number;
  bytesSent: number;
  trainsSent: number;
  trainDatagramsSent: number;
  datagramsBlocked: number;
  datagramsQueued: number;
  bytesQueued: number;
  /** Undefined where the transport can't tell. */
  datagramsDropped: number | undefined;
  /** How many datagrams failed with each negative error number. */
  failures: Map<number, number>;
}

/** What becomes of a source of a group. */
export type SourceOperation = 'leave' | 'join' | 'block' | 'unblock';

/** An interface: its index, or an address in Node's manner; undefined: the system chooses. */
export type MulticastInterface = string | number | undefined;

/** How a group of sockets shares what arrives: by its flow, by CPU, at random. */
export type Steering = 'flow' | 'cpu' | 'random';

/** A datagram that the kernel would not take at once: its outcome is settled later. */
export interface BlockedDatagram {
  /** 0 when it left, a negative error number when it did not, undefined until it is known. */
  outcome: number | undefined;
  /** Called when the outcome is known. */
  settled: (() => void) | undefined;
}

/** The datagrams that one flush sends. */
export interface SendBatch {
  /** Whether the flush is done. */
  flushed: boolean;
  /** A flush or a completion that will cause one is scheduled. */
  scheduled: boolean;
  /** How many they are, once they are flushed. */
  count: number;
  /**
   * What did not leave at once, by its place in the batch: a negative error number, or the
   * datagram that waits. Null when everything left, which is nearly always.
   */
  exceptions: Map<number, number | BlockedDatagram> | null;
}

/** The datagrams of this tick, of all sockets of this thread, until they are flushed. */
export interface SendQueue {
  /** The batch that the next datagram joins. A flush puts a new one in its place. */
  readonly batch: SendBatch;
  /** Sends everything queued. */
  flush(): void;
  /**
   * Sends everything queued, now or with what the listeners of the same wake-up still send: for
   * datagrams of which nobody awaits the outcome.
   */
  flushSoon(): void;
}

/** An integer socket option, in the words of its setter or the kernel. */
export type OptionName =
  | 'broadcast'
  | 'busyPoll'
  | 'dontFragment'
  | 'freebind'
  | 'incomingCPU'
  | 'mark'
  | 'mtu'
  | 'mtuDiscover'
  | 'multicastAll'
  | 'multicastLoopback'
  | 'multicastTTL'
  | 'priority'
  | 'recvBufferSize'
  | 'recvBufferSizeForce'
  | 'sendBufferSize'
  | 'sendBufferSizeForce'
  | 'tos'
  | 'transparent'
  | 'ttl';

/** The destination of a connected socket's datagrams. */
export const CONNECTED = -1;

/** The longest payload that a datagram's 16-bit length field could name, in bytes. */
export const MAX_DATAGRAM_SIZE = 65_535;

/**
 * One socket of a transport. System resources exist from the first call that needs them;
 * until then calls that need a bound socket return -EBADF. Numbers returned are >= 0 or
 * negative error numbers.
 */
export interface EngineSocket {
  /** Whether system resources exist. */
  readonly isOpen: boolean;

  /** Takes them before a bind does, so that options can be set. */
  open(): number;

  bind(address: string, port: number, flags: BindFlags): number;
  connect(address: string, port: number): number;
  disconnect(): number;
  localAddress(): SocketAddress | number;
  peerAddress(): SocketAddress | number;

  /** Starts delivery to the listener. */
  startReceiving(): number;

  /** How datagrams are delivered: one by one (as from the start), in batches, or first one and then the other. */
  setDelivery(datagrams: boolean, batches: boolean): void;

  /**
   * Finds the number by which {@link queue} knows a destination.
   *
   * @param address an IP literal
   * @returns the destination, or -EINVAL where the literal is not of the socket's family
   */
  destination(address: string, port: number): number;

  /**
   * Prepares what datagrams say.
   *
   * @returns it, or a negative error number: an address of another family, an interface that is
   *   not there, a transmit time that the transport does not know
   */
  control(said: SendControl): PreparedControl | number;

  /**
   * Copies a datagram into the queue of this tick. Its place is the last of
   * {@link SendQueue.batch} after the call.
   *
   * @param length its bytes, at most {@link MAX_DATAGRAM_SIZE}
   * @param destination from {@link destination}, or {@link CONNECTED}
   * @param control from {@link control}; absent: nothing
   * @returns its place in the batch
   */
  queue(payload: Payload, length: number, destination: number, control?: PreparedControl): number;

  /**
   * Sends many datagrams at once, behind those that are queued: the segments of `bytes`, which
   * need not be kept.
   *
   * @param segmentSize bytes of each but the last, which may be shorter: 1 to {@link MAX_DATAGRAM_SIZE}
   * @param destination from {@link destination}, or {@link CONNECTED}
   * @returns the batches that they left in
   */
  sendSegments(
    bytes: Uint8Array,
    segmentSize: number,
    destination: number,
    control?: PreparedControl,
  ): SendBatch[];

  /**
   * How many bytes may wait where the kernel does not take them yet; a datagram that does not fit
   * fails with ENOBUFS. To be said before the socket is opened. Without it there is no limit.
   */
  limitQueue(bytes: number): void;
  /** Bytes that the kernel has not taken yet, after a flush. */
  blockedBytes(): number;
  /** Datagrams that the kernel has not taken yet, after a flush. */
  blockedCount(): number;

  /** What has been counted so far; a negative error number before the socket is open. */
  counters(): SocketCounters | number;

  setOption(name: OptionName, value: number): number;
  /** The same for all datagrams: also those that an IPv6 socket exchanges with IPv4 hosts. */
  setOptionForAll(name: OptionName, value: number): number;
  getOption(name: OptionName): number;
  /** The bytes of an option whose value may be negative. How many they are, or a negative error number. */
  getOptionBytes(name: OptionName, bytes: Uint8Array): number;
  /** An option in the kernel's own numbers. */
  setRawOption(level: number, name: number, value: number | Uint8Array): number;
  /** Fills `bytes`. How many the option has, or a negative error number. */
  getRawOption(level: number, name: number, bytes: Uint8Array): number;
  /** A datagram was refused before it reached the transport: it is counted with the failed ones. */
  countFailure(errno: number): void;
  setMulticastInterface(multicastInterface: string | number): number;
  membership(join: boolean, group: string, multicastInterface: MulticastInterface): number;
  sourceMembership(
    operation: SourceOperation,
    source: string,
    group: string,
    multicastInterface: MulticastInterface,
  ): number;
  /** @param sockets how many the group has */
  setSteering(steering: Steering, sockets: number): number;

  ref(): void;
  unref(): void;

  /**
   * Sends what is queued, waiting for the kernel where it must, and lets go of everything.
   * Datagrams that could not leave in time are settled with -ECANCELED.
   */
  close(): void;

  /** Null where the transport has no descriptors. */
  readonly sharing: DescriptorSharing | null;
}

/** What transports with descriptors offer besides. */
export interface DescriptorSharing {
  /** The socket's descriptor, or a negative error number. */
  readonly descriptor: number;
  /** Takes a bound socket's descriptor over. It may have other readers. */
  adopt(descriptor: number): number;
  /** Works on a copy of the descriptor; the original remains its owner's. */
  adoptCopy(descriptor: number): number;
  /** A close-on-exec copy of the socket's descriptor for another reader. */
  copy(): number;
}

/** What a transport may lack. */
export interface Features {
  /** Runs of datagrams of one length to one destination leave as one send (`UDP_SEGMENT`, Linux 4.18). */
  gso: boolean;
  /** Trains of datagrams arrive in one read (`UDP_GRO`, Linux 5.0). */
  gro: boolean;
  /** Where a datagram was sent to is told (`IP_PKTINFO`). */
  destination: boolean;
  /** Type of service and ECN are told (`IP_RECVTOS`). */
  tos: boolean;
  /** Hops are told (`IP_RECVTTL`). */
  ttl: boolean;
  /** Arrival times are told (`SO_TIMESTAMPNS`). */
  timestamp: boolean;
  /** Datagrams may say when they leave (`SO_TXTIME`, Linux 4.19). */
  txtime: boolean;
  /** ICMP errors are told (`IP_RECVERR`). */
  icmpErrors: boolean;
  /** Dropped datagrams are counted (`SO_MEMINFO`, Linux 4.12). */
  drops: boolean;
  /** Groups of sockets can be steered (`SO_ATTACH_REUSEPORT_CBPF`, Linux 4.5). */
  steering: boolean;
}

/** A transport. */
export interface Engine {
  readonly sends: SendQueue;
  /**
   * @param resource the async resource whose context the listener is called in
   * @param receives what is read
   */
  createSocket(
    family: Family,
    resource: AsyncResource,
    listener: EngineListener,
    receives: ReceiveOptions,
  ): EngineSocket;
  /** What the transport can do here. */
  features(): Features;
  /** The index of an interface, or a negative error number. */
  interfaceIndex(name: string): number;
  /** Sends everything queued, waiting a bounded time for the kernel where it must. */
  drain(): void;
  /** What kind of handle a descriptor is, in Node's words ('UDP', 'FILE', 'TTY', …). */
  descriptorKind(descriptor: number): string;
}
