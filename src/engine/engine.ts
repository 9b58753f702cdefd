import type { AsyncResource } from 'node:async_hooks';
import type { AllCounters } from './counters.js';
import type {
  Family,
  IcmpError,
  PreparedControl,
  ReceivedBatch,
  RemoteInfo,
  SendControl,
  SocketAddress,
} from './datagram.js';
import type { Payload } from './payload.js';
import type { SendBatch, SendQueue } from './send-queue.js';
import type {
  BindFlags,
  MulticastInterface,
  OptionName,
  ReceiveOptions,
  SourceOperation,
  Steering,
} from './socket-options.js';

/**
 * The line between sockets and whatever carries their datagrams. Everything above it speaks
 * of addresses, datagrams and negative error numbers, never of descriptors; only
 * {@link DescriptorSharing}, which a transport may lack, knows of those.
 */

/**
 * What an engine tells the owner of a socket: each in a callback scope of its own, but datagrams, which
 * may share one, and failed sends, which are told in the course of the call that sends.
 */
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

/** The destination of a connected socket's datagrams. */
export const CONNECTED = -1;

/** The longest payload that a datagram's 16-bit length field could name, in bytes. */
export const MAX_DATAGRAM_SIZE = 65_535;

/** In bytes. Two longer datagrams share no segmented send: to copy them into the queue only costs. */
export const MAX_SHORT_DATAGRAM_SIZE = MAX_DATAGRAM_SIZE >>> 1;

/**
 * One socket of a transport. System resources exist from the first call that needs them;
 * until then calls that need a bound socket return -EBADF. Numbers returned are >= 0 or
 * negative error numbers.
 */
export interface EngineSocket {
  /** The async resource whose context its listener is called in. */
  readonly resource: AsyncResource;
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
   * Queues a datagram for the end of this tick, or sends it where it is long: its payload may be
   * changed at once. Its batch is {@link SendQueue.batch} after the call.
   *
   * @param length its bytes, at most {@link MAX_DATAGRAM_SIZE}
   * @param destination from {@link destination}, or {@link CONNECTED}
   * @param control from {@link control}; absent: nothing
   * @returns its place in the batch
   */
  queue(payload: Payload, length: number, destination: number, control?: PreparedControl): number;

  /** The same, for at most {@link MAX_SHORT_DATAGRAM_SIZE}: V8 makes one function of it and its callers. */
  queueShort(payload: Payload, length: number, destination: number): number;

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
   * Datagrams that wait where the kernel does not take them yet leave in a call each. To be said
   * before the socket is opened.
   */
  separateQueue(): void;
  /**
   * How many bytes may wait where the kernel does not take them yet; a datagram that does not fit
   * fails with ENOBUFS. To be said before the socket is opened. Without it there is no limit.
   */
  limitQueue(bytes: number): void;
  /** Bytes that the kernel has not taken yet, after a flush. */
  blockedBytes(): number;
  /** Datagrams that the kernel has not taken yet, after a flush. */
  blockedCount(): number;

  /** What has been counted since the socket was opened. */
  counters(): AllCounters;

  setOption(name: OptionName, value: number): number;
  /** The same for all datagrams: also those that an IPv6 socket exchanges with IPv4 hosts. */
  setOptionForAll(name: OptionName, value: number): number;
  getOption(name: OptionName): number;
  /** The bytes of an option whose value may be negative. How many they are, or a negative error number. */
  getOptionBytes(name: OptionName, bytes: Uint8Array): number;
  /** Binds to an interface, by name; '': to none. */
  setDevice(name: string): number;
  /** The name of the interface that it is bound to, '': none; or a negative error number. */
  getDevice(): string | number;
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

  /** Whether the socket keeps the process alive, which is so from the start. */
  readonly isReferenced: boolean;
  reference(on: boolean): void;

  /**
   * Sends what is queued and lets go of everything, or does so once the kernel has taken all of
   * it. Datagrams that could not leave in time are settled with -ECANCELED.
   *
   * @param closed called when that is done, in the present asynchronous context
   */
  close(closed: () => void): void;
  /** Lets go of everything at once. What the kernel has not taken is settled with -ECANCELED. */
  release(): void;

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
  /** Closes a copy that found no reader. */
  discard(copy: number): void;
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
  /** What the transport can do here, or a negative error number. */
  features(): Features | number;
  /** The index of an interface, or a negative error number. */
  interfaceIndex(name: string): number;
  /** Sends everything queued, waiting a bounded time for the kernel where it must. */
  drain(): void;
  /** What kind of handle a descriptor is, in Node's words ('UDP', 'FILE', 'TTY', …). */
  descriptorKind(descriptor: number): string;
}
