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

/** Where a datagram came from; in Node's shape and key order. */
export interface RemoteInfo extends SocketAddress {
  /** Bytes in the datagram. */
  size: number;
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
  /** The sender. */
  remote(place: number): RemoteInfo;
}

/** What an engine tells the owner of a socket. Each call has a callback scope of its own. */
export interface EngineListener {
  /** A datagram arrived, and datagrams are wanted one by one. */
  datagram(message: Buffer, remote: RemoteInfo): void;
  /** Datagrams arrived, and are wanted in batches. */
  batch(received: ReceivedBatch): void;
  /** Reading failed, with this negative error number. */
  receiveError(errno: number): void;
}

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

/** An integer socket option, in the words of its setter. */
export type OptionName =
  | 'broadcast'
  | 'ttl'
  | 'multicastTTL'
  | 'multicastLoopback'
  | 'recvBufferSize'
  | 'sendBufferSize';

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
   * Copies a datagram into the queue of this tick. Its place is the last of
   * {@link SendQueue.batch} after the call.
   *
   * @param length its bytes, at most {@link MAX_DATAGRAM_SIZE}
   * @param destination from {@link destination}, or {@link CONNECTED}
   * @returns its place in the batch
   */
  queue(payload: Payload, length: number, destination: number): number;

  /**
   * Sends many datagrams at once, behind those that are queued: the segments of `bytes`, which
   * need not be kept.
   *
   * @param segmentSize bytes of each but the last, which may be shorter: 1 to {@link MAX_DATAGRAM_SIZE}
   * @param destination from {@link destination}, or {@link CONNECTED}
   * @returns the batches that they left in
   */
  sendSegments(bytes: Uint8Array, segmentSize: number, destination: number): SendBatch[];

  /**
   * How many bytes may wait where the kernel does not take them yet; a datagram that does not fit
   * fails with ENOBUFS. To be said before the socket is opened. Without it there is no limit.
   */
  limitQueue(bytes: number): void;
  /** Bytes that the kernel has not taken yet, after a flush. */
  blockedBytes(): number;
  /** Datagrams that the kernel has not taken yet, after a flush. */
  blockedCount(): number;

  setOption(name: OptionName, value: number): number;
  getOption(name: OptionName): number;
  setMulticastInterface(address: string): number;
  membership(join: boolean, group: string, multicastInterface: string | undefined): number;
  sourceMembership(
    join: boolean,
    source: string,
    group: string,
    multicastInterface: string | undefined,
  ): number;

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
}

/** A transport. */
export interface Engine {
  readonly sends: SendQueue;
  /**
   * @param resource the async resource whose context the listener is called in
   * @param trains whether several datagrams may arrive in one read
   */
  createSocket(
    family: Family,
    resource: AsyncResource,
    listener: EngineListener,
    trains: boolean,
  ): EngineSocket;
  /** What the transport can do here. */
  features(): Features;
  /** Sends everything queued, waiting a bounded time for the kernel where it must. */
  drain(): void;
  /** What kind of handle a descriptor is, in Node's words ('UDP', 'FILE', 'TTY', …). */
  descriptorKind(descriptor: number): string;
}
