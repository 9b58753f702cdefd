import type { Steering } from './engine/index.js';
import { SocketEmitter } from './events.js';
import { type Membership, Memberships } from './multicast/memberships.js';
import { changeSource } from './multicast/multicast.js';
import {
  getKernelOption,
  getRawOption,
  type KernelOptionName,
  type KernelOptions,
  setKernelOption,
  setRawOption,
} from './options/kernel-options.js';
import { setReusePortSteering } from './options/steering.js';
import { openHandle, type SocketState, stateOf } from './state.js';
import { readStats, type SocketStats } from './stats.js';

/** What the kernel can do with a UDP socket and node:dgram does not show. */
export class KernelSocket extends SocketEmitter {
  /**
   * The socket's descriptor, or -1 where it has none: before a bind or an option needs one, and
   * once it is closed. In a cluster's worker the bind may bring another.
   * It is the socket's own: close the socket, not the descriptor. Another reader needs
   * `coalesce: false`, or it gets whole trains.
   */
  get fd(): number {
    // None where this is no socket but its prototype, which programs look through.
    const state: SocketState | undefined = stateOf(this);
    const descriptor = state?.handle?.sharing?.descriptor ?? -1;
    return Math.max(-1, descriptor);
  }

  /**
   * What the socket has counted since it was opened.
   *
   * @returns the counters as they are now
   * @throws ERR_SOCKET_DGRAM_NOT_RUNNING
   */
  stats(): SocketStats {
    return readStats(stateOf(this));
  }

  /**
   * Sets an option of the kernel's. It may come before the bind: that opens the descriptor.
   *
   * @param name one of {@link KernelOptions}
   * @param value as it says there
   * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE,
   *   ERR_FEATURE_UNAVAILABLE, ERR_SOCKET_DGRAM_NOT_RUNNING, or the system's error (EPERM where
   *   it takes CAP_NET_ADMIN)
   */
  setOption<Name extends Exclude<KernelOptionName, 'mtu'>>(
    name: Name,
    value: KernelOptions[Name],
  ): void {
    setKernelOption(stateOf(this), name, value);
  }

  /**
   * Reads an option of the kernel's. It may come before the bind: that opens the descriptor.
   *
   * @param name one of {@link KernelOptions}
   * @returns its value
   * @throws as {@link setOption}; ENOTCONN for 'mtu' where the socket is not connected
   */
  getOption<Name extends KernelOptionName>(name: Name): KernelOptions[Name] {
    return getKernelOption(stateOf(this), name) as KernelOptions[Name];
  }

  /**
   * Sets an option that has no name here, in the kernel's numbers: setsockopt(2).
   *
   * @param level `SOL_SOCKET`, `IPPROTO_IP`, `IPPROTO_IPV6`, `IPPROTO_UDP`, …
   * @param name the option's number at that level
   * @param value an integer, a flag, or the option's bytes (at most 4,096)
   * @throws ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE, ERR_SOCKET_DGRAM_NOT_RUNNING, or the system's
   *   error
   */
  setRawOption(
    level: number,
    name: number,
    value: number | boolean | NodeJS.ArrayBufferView,
  ): void {
    setRawOption(stateOf(this), level, name, value);
  }

  /**
   * Reads an option that has no name here: getsockopt(2).
   *
   * @param level `SOL_SOCKET`, `IPPROTO_IP`, `IPPROTO_IPV6`, `IPPROTO_UDP`, …
   * @param name the option's number at that level
   * @param length how many bytes to ask for, 1 to 4,096; absent: an integer
   * @returns the integer, or the bytes that the kernel gave
   * @throws as {@link setRawOption}
   */
  getRawOption(level: number, name: number): number;
  getRawOption(level: number, name: number, length: number): Buffer;
  getRawOption(level: number, name: number, length?: number): number | Buffer {
    return getRawOption(stateOf(this), level, name, length);
  }

  /**
   * Says which socket of its reusePort group gets a datagram: for the whole group, whichever
   * process its sockets are in.
   *
   * @param steering 'flow': by a hash of addresses and ports, so that a sender's datagrams stay
   *   together (as from the start); 'cpu': the socket whose place in the order of the binds is the
   *   number of the CPU that received it; 'random': any, evenly
   * @param sockets how many the group has, 1 to 65,535; 'flow' needs none
   * @throws ERR_INVALID_ARG_VALUE, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE,
   *   ERR_FEATURE_UNAVAILABLE (before Linux 4.5), ERR_SOCKET_DGRAM_NOT_RUNNING, EBADF without a descriptor,
   *   EINVAL without `reusePort`
   */
  setReusePortSteering(steering: 'flow'): void;
  setReusePortSteering(steering: Steering, sockets: number): void;
  setReusePortSteering(steering: Steering, sockets?: number): void {
    setReusePortSteering(stateOf(this), steering, sockets);
  }

  /**
   * The groups that this socket has joined and not left.
   *
   * @returns them, in the order in which they were joined
   * @throws ERR_SOCKET_DGRAM_NOT_RUNNING
   */
  memberships(): Membership[] {
    const state = stateOf(this);
    openHandle(state);
    return (state.memberships ?? new Memberships()).list();
  }

  /**
   * Refuses a source's datagrams to a group that was joined for all sources.
   *
   * @param sourceAddress whose datagrams are not wanted
   * @param groupAddress the group's
   * @param multicastInterface where it was joined; absent: where the system chose
   * @throws ERR_INVALID_ARG_TYPE, ERR_SOCKET_DGRAM_NOT_RUNNING, or the system's error: EINVAL
   *   where the group is not joined, EADDRNOTAVAIL where the source is blocked
   */
  blockSource(
    sourceAddress: string,
    groupAddress: string,
    multicastInterface?: string | number,
  ): void {
    changeSource(stateOf(this), 'block', sourceAddress, groupAddress, multicastInterface);
  }

  /** The inverse of {@link blockSource}, with its errors. */
  unblockSource(
    sourceAddress: string,
    groupAddress: string,
    multicastInterface?: string | number,
  ): void {
    changeSource(stateOf(this), 'unblock', sourceAddress, groupAddress, multicastInterface);
  }
}
