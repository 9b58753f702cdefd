import { promisify } from 'node:util';
import type { SocketAddress } from './engine/index.js';
import { closedHandle, notConnected, systemError } from './errors/errors.js';
import { KernelSocket } from './kernel-socket.js';
import { bind } from './lifecycle/bind.js';
import { bindSync } from './lifecycle/bind-sync.js';
import { close } from './lifecycle/close.js';
import { connect, connectSync, disconnect } from './lifecycle/connect.js';
import { localAddress } from './lifecycle/local-address.js';
import { reference } from './lifecycle/reference.js';
import { changeMembership, changeSource, setMulticastInterface } from './multicast/multicast.js';
import { getBufferSize, setBufferSize } from './options/buffer-size.js';
import type { BindOptions, BindSyncOptions, SocketType } from './options/options.js';
import { setMulticastTTL, setOption, setTTL } from './options/socket-options.js';
import { validateNumber, validateString } from './options/validate.js';
import type { Message } from './send/message.js';
import { send } from './send/send.js';
import type { SendCallback, SendOptions } from './send/send-arguments.js';
import { sendMany } from './send/send-many.js';
import type {
  Datagram,
  SegmentOptions,
  SendManyCallback,
  SendManyOptions,
} from './send/send-many-arguments.js';
import { ConnectState, openHandle, stateOf } from './state.js';

/** The symbol itself or, where there is none, the one that is registered by its name. */
export const asyncDispose: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose');

/**
 * A UDP socket: `node:dgram`'s, on an engine of its own.
 *
 * Source of all its methods' behaviour: Node's documentation of dgram.
 */
export class DatagramSocket extends KernelSocket {
  /** The family of the socket's addresses. */
  declare readonly type: SocketType;

  /**
   * Binds the socket and starts receiving; 'listening' is emitted when it is done, 'error'
   * when it failed.
   *
   * @param port 0 to 65535; 0 or absent: any free port
   * @param address an address of this host, or a name; absent: all addresses
   * @param callback called once on 'listening'
   * @returns the socket
   * @throws ERR_SOCKET_ALREADY_BOUND, ERR_SOCKET_DGRAM_NOT_RUNNING, ERR_INVALID_FD_TYPE
   */
  bind(port?: number, address?: string, callback?: () => void): this;
  bind(port?: number, callback?: () => void): this;
  bind(callback?: () => void): this;
  bind(options: BindOptions, callback?: () => void): this;
  bind(_port?: unknown, _address?: unknown): this {
    // biome-ignore lint/complexity/noArguments: rest parameters would change the method's length
    bind(this, arguments);
    return this;
  }

  /**
   * Binds the socket at once; 'listening' is emitted on the next tick.
   *
   * @param options port and numeric address; absent: any free port on all addresses
   * @returns the bound address
   * @throws ERR_SOCKET_ALREADY_BOUND, ERR_SOCKET_DGRAM_NOT_RUNNING, ERR_INVALID_ARG_TYPE,
   *   ERR_INVALID_ARG_VALUE (a host name), ERR_SOCKET_BAD_PORT, or the system's error
   */
  bindSync(options: BindSyncOptions = {}): SocketAddress {
    bindSync(this, options);
    return this.address();
  }

  /**
   * Associates the socket with a peer: it sends to it and receives from it alone.
   *
   * @param port 1 to 65535
   * @param address the peer's address or name; absent: loopback
   * @param callback called once connected, or with the error
   * @throws ERR_SOCKET_BAD_PORT, ERR_INVALID_ARG_TYPE, ERR_SOCKET_DGRAM_IS_CONNECTED,
   *   ERR_SOCKET_DGRAM_NOT_RUNNING
   */
  connect(port: number, address?: string, callback?: () => void): void;
  connect(port: number, callback: () => void): void;
  connect(port: unknown, address?: unknown, callback?: unknown): void {
    connect(this, port, address, callback);
  }

  /**
   * Connects the socket at once; 'connect' is emitted on the next tick.
   *
   * @param port 1 to 65535
   * @param address a numeric address; absent: loopback
   * @throws ERR_SOCKET_BAD_PORT, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE (a host name),
   *   ERR_SOCKET_DGRAM_IS_CONNECTED, ERR_SOCKET_DGRAM_NOT_RUNNING, or the system's error
   */
  connectSync(port: number, address?: string): void {
    connectSync(this, port, address);
  }

  /**
   * Dissolves the association with the peer.
   *
   * @throws ERR_SOCKET_DGRAM_NOT_CONNECTED
   */
  disconnect(): void {
    disconnect(this);
  }

  /**
   * Sends a datagram. It is copied: the message may be reused at once. Datagrams sent in one
   * tick leave together at its end.
   *
   * @param message the datagram, or its parts
   * @param offset where it starts in the message, in bytes
   * @param length how long it is, in bytes
   * @param port 1 to 65535; not on a connected socket
   * @param address an address or name; absent: loopback; not on a connected socket
   * @param callback gets the error, or null and the bytes sent; never called synchronously
   * @throws ERR_INVALID_ARG_TYPE, ERR_BUFFER_OUT_OF_BOUNDS, ERR_SOCKET_BAD_PORT,
   *   ERR_SOCKET_DGRAM_IS_CONNECTED, ERR_SOCKET_DGRAM_NOT_RUNNING
   */
  send(
    message: Message | readonly Message[],
    port?: number,
    address?: string | null,
    callback?: SendCallback,
  ): void;
  // biome-ignore lint/suspicious/noExplicitAny: as Node's own types have it
  send(message: Message | readonly any[], port?: number, callback?: SendCallback): void;
  // biome-ignore lint/suspicious/noExplicitAny: as Node's own types have it
  send(message: Message | readonly any[], callback?: SendCallback): void;
  /**
   * Sends a datagram with settings of its own: source address, interface, ECN, type of service, hop
   * limit, transmit time. Not in node:dgram.
   *
   * @param message the datagram, or its parts
   * @param options destination (`port`, `address`; not on a connected socket) and settings
   * @param callback gets the error, or null and the bytes sent; never called synchronously
   * @throws what the other overloads throw, and ERR_OUT_OF_RANGE, ERR_INVALID_ARG_VALUE
   */
  send(message: Message | readonly Message[], options: SendOptions, callback?: SendCallback): void;
  send(
    message: Message,
    offset: number,
    length: number,
    port?: number,
    address?: string | null,
    callback?: SendCallback,
  ): void;
  send(
    message: Message,
    offset: number,
    length: number,
    port?: number,
    callback?: SendCallback,
  ): void;
  // The last, as in Node's types: it is that which Parameters<Socket['send']> gives.
  send(message: Message, offset: number, length: number, callback?: SendCallback): void;
  send(
    message: unknown,
    offset?: unknown,
    length?: unknown,
    port?: unknown,
    address?: unknown,
    callback?: unknown,
  ): void {
    send(this, message, offset, length, port, address, callback);
  }

  /**
   * Sends many datagrams at once: they leave before it returns, in as few system calls as the
   * kernel allows, behind what was sent before. Not in node:dgram.
   *
   * @param messages the datagrams, with destinations of their own or not; or one message, to be
   *   cut into datagrams of `options.segmentSize` bytes. They may be reused at once.
   * @param options the destination of those that have none, and the segment size
   * @param callback gets the first error, or null, and how many the kernel has taken; called
   *   once, when all have left or failed, never synchronously
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE, ERR_SOCKET_BAD_PORT,
   *   ERR_SOCKET_DGRAM_IS_CONNECTED, ERR_SOCKET_DGRAM_NOT_RUNNING; nothing has been sent then
   */
  sendMany(message: Message, options: SegmentOptions, callback?: SendManyCallback): void;
  sendMany(
    messages: readonly (Message | readonly Message[] | Datagram)[],
    callback?: SendManyCallback,
  ): void;
  // Last, as errors of types are told of the last.
  sendMany(
    messages: readonly (Message | readonly Message[] | Datagram)[],
    options?: SendManyOptions,
    callback?: SendManyCallback,
  ): void;
  sendMany(messages: unknown, options?: unknown, callback?: unknown): void {
    sendMany(this, messages, options, callback);
  }

  /**
   * {@link send} with all its arguments, as Node's first versions had it.
   *
   * @throws what {@link send} throws
   */
  sendto(
    message: Message,
    offset: number,
    length: number,
    port: number,
    address: string,
    callback?: SendCallback,
  ): void {
    validateNumber(offset, 'offset');
    validateNumber(length, 'length');
    validateNumber(port, 'port');
    validateString(address, 'address');
    this.send(message, offset, length, port, address, callback);
  }

  /**
   * Closes the socket. What was sent leaves first; where the kernel takes no more, within a second.
   * Where it follows a `send()` to a port in the same tick, that one's callback is called only if
   * the datagram fails, as in Node.
   *
   * @param callback called on 'close'
   * @returns the socket
   * @throws ERR_SOCKET_DGRAM_NOT_RUNNING
   */
  close(callback?: () => void): this {
    close(this, callback);
    return this;
  }

  /**
   * Where the socket is bound.
   *
   * @returns address, family ('IPv4' or 'IPv6') and port
   * @throws EBADF where it is not bound, ERR_SOCKET_DGRAM_NOT_RUNNING
   */
  address(): SocketAddress {
    return localAddress(stateOf(this));
  }

  /**
   * Whom the socket is connected to.
   *
   * @returns address, family ('IPv4' or 'IPv6') and port
   * @throws ERR_SOCKET_DGRAM_NOT_CONNECTED, ERR_SOCKET_DGRAM_NOT_RUNNING
   */
  remoteAddress(): SocketAddress {
    const state = stateOf(this);
    const handle = openHandle(state);
    if (state.connectState !== ConnectState.Connected) throw notConnected();
    const address = handle.peerAddress();
    if (typeof address === 'number') throw systemError(address, 'getpeername');
    return address;
  }

  /**
   * Whether datagrams may be sent to broadcast addresses (`SO_BROADCAST`).
   *
   * @param flag false from the start
   * @throws EBADF without a descriptor
   */
  setBroadcast(flag: boolean): void {
    setOption(stateOf(this), 'broadcast', 'setBroadcast', flag ? 1 : 0);
  }

  /**
   * Hops that datagrams may travel (`IP_TTL`, `IPV6_UNICAST_HOPS`).
   *
   * @param ttl 1 to 255
   * @returns the same
   * @throws ERR_INVALID_ARG_TYPE, EINVAL out of range, EBADF without a descriptor
   */
  setTTL(ttl: number): number {
    return setTTL(stateOf(this), ttl);
  }

  /**
   * Hops that multicast datagrams may travel (`IP_MULTICAST_TTL`, `IPV6_MULTICAST_HOPS`).
   *
   * @param ttl 0 to 255
   * @returns the same
   * @throws ERR_INVALID_ARG_TYPE, EINVAL out of range, EBADF without a descriptor
   */
  setMulticastTTL(ttl: number): number {
    return setMulticastTTL(stateOf(this), ttl);
  }

  /**
   * Whether this host receives its own multicast datagrams (`IP_MULTICAST_LOOP`).
   *
   * @param flag true from the start
   * @returns the flag
   * @throws EBADF without a descriptor
   */
  setMulticastLoopback(flag: boolean): boolean {
    setOption(stateOf(this), 'multicastLoopback', 'setMulticastLoopback', flag ? 1 : 0);
    return flag;
  }

  /**
   * The interface that multicast datagrams leave by (`IP_MULTICAST_IF`).
   *
   * @param multicastInterface its name, one of its addresses, or an address with its zone (IPv6)
   * @throws ERR_INVALID_ARG_TYPE, ERR_SOCKET_DGRAM_NOT_RUNNING, EINVAL, EADDRNOTAVAIL, EBADF
   */
  setMulticastInterface(multicastInterface: string): void {
    setMulticastInterface(stateOf(this), multicastInterface);
  }

  /**
   * Joins a multicast group. Binds an unbound socket to a random port.
   *
   * @param multicastAddress the group's
   * @param multicastInterface its index, or as in {@link setMulticastInterface}; '*': all that have
   *   an address of the family, and have not joined yet; absent: the system chooses
   * @throws ERR_MISSING_ARGS, ERR_SOCKET_DGRAM_NOT_RUNNING, or the system's error
   */
  addMembership(multicastAddress: string, multicastInterface?: string | number): void {
    changeMembership(stateOf(this), true, multicastAddress, multicastInterface);
  }

  /**
   * Leaves a multicast group; the inverse of {@link addMembership}, with its errors.
   *
   * @param multicastAddress the group's
   * @param multicastInterface where it was joined, by any of its names; '*': everywhere; absent:
   *   where the system chooses
   */
  dropMembership(multicastAddress: string, multicastInterface?: string | number): void {
    changeMembership(stateOf(this), false, multicastAddress, multicastInterface);
  }

  /**
   * Joins a group for one source's datagrams. Binds an unbound socket to a random port.
   *
   * @param sourceAddress whose datagrams are wanted
   * @param groupAddress the group's
   * @param multicastInterface its index, or as in {@link setMulticastInterface}; absent: the system
   *   chooses
   * @throws ERR_INVALID_ARG_TYPE, ERR_SOCKET_DGRAM_NOT_RUNNING, or the system's error
   */
  addSourceSpecificMembership(
    sourceAddress: string,
    groupAddress: string,
    multicastInterface?: string | number,
  ): void {
    changeSource(stateOf(this), 'join', sourceAddress, groupAddress, multicastInterface);
  }

  /** The inverse of {@link addSourceSpecificMembership}, with its errors. */
  dropSourceSpecificMembership(
    sourceAddress: string,
    groupAddress: string,
    multicastInterface?: string | number,
  ): void {
    changeSource(stateOf(this), 'leave', sourceAddress, groupAddress, multicastInterface);
  }

  /**
   * Lets the socket keep the process alive, which is so from the start.
   *
   * @returns the socket
   */
  ref(): this {
    reference(this, true);
    return this;
  }

  /**
   * Lets the process end although the socket is open.
   *
   * @returns the socket
   */
  unref(): this {
    reference(this, false);
    return this;
  }

  /**
   * Asks for a receive buffer (`SO_RCVBUF`).
   *
   * @param size in bytes; the kernel doubles and limits it
   * @throws ERR_SOCKET_BAD_BUFFER_SIZE, ERR_SOCKET_BUFFER_SIZE
   */
  setRecvBufferSize(size: number): void {
    setBufferSize(stateOf(this), 'recvBufferSize', size);
  }

  /** As {@link setRecvBufferSize}, for sending (`SO_SNDBUF`). */
  setSendBufferSize(size: number): void {
    setBufferSize(stateOf(this), 'sendBufferSize', size);
  }

  /**
   * Tells the size of the receive buffer (`SO_RCVBUF`).
   *
   * @returns the size in bytes, as the kernel counts it
   * @throws ERR_SOCKET_BUFFER_SIZE without a descriptor
   */
  getRecvBufferSize(): number {
    return getBufferSize(stateOf(this), 'recvBufferSize');
  }

  /**
   * Tells the size of the send buffer (`SO_SNDBUF`).
   *
   * @returns the size in bytes, as the kernel counts it
   * @throws ERR_SOCKET_BUFFER_SIZE without a descriptor
   */
  getSendBufferSize(): number {
    return getBufferSize(stateOf(this), 'sendBufferSize');
  }

  /**
   * Tells how many bytes wait because the kernel takes no more. What this tick has sent is flushed
   * before.
   *
   * @returns the payloads' bytes
   * @throws TypeError on a closed socket
   */
  getSendQueueSize(): number {
    const { handle } = stateOf(this);
    if (handle === null) throw closedHandle('getSendQueueSize');
    return handle.blockedBytes();
  }

  /**
   * Tells how many datagrams wait because the kernel takes no more. What this tick has sent is
   * flushed before.
   *
   * @returns how many
   * @throws TypeError on a closed socket
   */
  getSendQueueCount(): number {
    const { handle } = stateOf(this);
    if (handle === null) throw closedHandle('getSendQueueCount');
    return handle.blockedCount();
  }

  /** Closes the socket, unless it is closed; fulfilled once it is, or rejected by a `close()` of a subclass. */
  async [asyncDispose](): Promise<void> {
    if (stateOf(this).handle !== null) await promisify(this.close).call(this);
  }
}
