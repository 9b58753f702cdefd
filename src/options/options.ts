import type { LookupAddress, LookupOneOptions } from 'node:dns';
import type { BlockList } from 'node:net';
import type { BindFlags, ReceiveOptions } from '../engine/index.js';
import { badSocketType } from '../errors/errors.js';
import { checkReceiveOptions, type ReceiveInfo } from './receive-options.js';
import {
  isObject,
  validateBlockList,
  validateBoolean,
  validateFunction,
  validateInteger,
} from './validate.js';

/** A socket's type: the family of its addresses. */
export type SocketType = 'udp4' | 'udp6';

/** How host names become addresses: `dns.lookup()`'s shape. */
export type LookupFunction = (
  hostname: string,
  // A family alone is how dgram calls it; the types of Node's own option name options.
  options: number | LookupOneOptions,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
) => void;

/** Options of `createSocket()`. Source: Node's documentation of dgram. */
export interface SocketOptions {
  /** The family of the socket. */
  type: SocketType;
  /** Bind even where another socket has the address; only one of them receives. Default false. */
  reuseAddr?: boolean | undefined;
  /** Share the port with other sockets that ask for it too; the kernel spreads what arrives. Default false. */
  reusePort?: boolean | undefined;
  /** Binding to `::` leaves `0.0.0.0` alone. Default false. */
  ipv6Only?: boolean | undefined;
  /** `SO_RCVBUF`, in bytes: 0 to 2³²-1. The kernel doubles and limits it. */
  recvBufferSize?: number | undefined;
  /** `SO_SNDBUF`, in bytes: 0 to 2³²-1. The kernel doubles and limits it. */
  sendBufferSize?: number | undefined;
  /** How host names become addresses. Default `dns.lookup()`. */
  lookup?:
    | ((
        hostname: string,
        options: LookupOneOptions,
        callback: (
          error: NodeJS.ErrnoException | null,
          address: string | LookupAddress[],
          family: number,
        ) => void,
      ) => void)
    | undefined;
  /** Aborting it closes the socket. */
  signal?: AbortSignal | undefined;
  /** Datagrams from these addresses are dropped. */
  receiveBlockList?: BlockList | undefined;
  /** Sending to these addresses fails with `ERR_IP_BLOCKED`. */
  sendBlockList?: BlockList | undefined;
  /**
   * What is sent in one tick leaves together, in segmented sends where it can, and trains are
   * read at once. Where false, each datagram has a system call of its own and leaves when it is
   * sent. Default true. Not in node:dgram.
   */
  coalesce?: boolean | undefined;
  /**
   * How many bytes may wait where the kernel does not take them yet: 0 to 2,147,483,647. A
   * datagram that does not fit fails with `ENOBUFS`. Default: no limit. Not in node:dgram.
   */
  maxSendQueueSize?: number | undefined;
  /**
   * What is told with each datagram besides its sender: `true` for all, or a list of
   * 'destination', 'tos', 'ttl', 'timestamp'. Default false. Not in node:dgram.
   */
  receiveInfo?: boolean | readonly ReceiveInfo[] | undefined;
  /**
   * What ICMP tells of datagrams that had left becomes an 'icmpError', and never the error of
   * another call. Default false. Not in node:dgram.
   */
  icmpErrors?: boolean | undefined;
}

/** Options of `bind()`. Source: Node's documentation of dgram. */
export interface BindOptions {
  /** 0 to 65535; 0 or absent: any free port. */
  port?: number | undefined;
  /** Absent: all addresses. */
  address?: string | undefined;
  /** In a cluster's worker: do not share the port with other workers. Default false. */
  exclusive?: boolean | undefined;
  /** A bound UDP socket's descriptor to take over; port and address are then ignored. */
  fd?: number | undefined;
}

/** Options of `bindSync()`. Source: Node's documentation of dgram. */
export interface BindSyncOptions {
  /** 0 to 65535; 0 or absent: any free port. */
  port?: number | undefined;
  /** An IP literal. Absent: all addresses. */
  address?: string | undefined;
}

/** The largest buffer that can be asked for, in bytes. */
const MAX_BUFFER_SIZE = 4_294_967_295;

/** The largest limit of a socket's queue, in bytes. */
const MAX_QUEUE_LIMIT = 2_147_483_647;

/** @throws ERR_SOCKET_BAD_TYPE */
function validateType(value: unknown): SocketType {
  if (value !== 'udp4' && value !== 'udp6') throw badSocketType();
  return value;
}

/** What `createSocket()` was asked for, checked; except the signal, which Node checks last. */
export interface CheckedSocketOptions {
  readonly type: SocketType;
  readonly flags: BindFlags;
  readonly recvBufferSize: number | undefined;
  readonly sendBufferSize: number | undefined;
  readonly receiveBlockList: BlockList | undefined;
  readonly sendBlockList: BlockList | undefined;
  readonly lookup: LookupFunction;
  readonly coalesce: boolean;
  readonly maxSendQueueSize: number | undefined;
  readonly receives: ReceiveOptions;
  readonly signal: unknown;
}

/** Of the sockets that ask for nothing but a type: thousands of them share one. */
const plainOptions: Partial<Record<SocketType, CheckedSocketOptions>> = {};

/** Most sockets ask for none: one object serves them all. */
const NO_FLAGS: BindFlags = Object.freeze({ reuseAddr: false, reusePort: false, ipv6Only: false });

function checkFlags({ reuseAddr, reusePort, ipv6Only }: Record<string, unknown>): BindFlags {
  if (!reuseAddr && !reusePort && !ipv6Only) return NO_FLAGS;
  return {
    reuseAddr: Boolean(reuseAddr),
    reusePort: Boolean(reusePort),
    ipv6Only: Boolean(ipv6Only),
  };
}

/**
 * Checks the first argument of `createSocket()`, in Node's order.
 *
 * @throws ERR_SOCKET_BAD_TYPE, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE
 */
export function checkSocketOptions(
  typeOrOptions: unknown,
  defaultLookup: LookupFunction,
): CheckedSocketOptions {
  const options = isObject(typeOrOptions) ? typeOrOptions : { type: typeOrOptions };
  // Getters may throw: each property is read where Node reads it.
  const { type, lookup = defaultLookup, recvBufferSize } = options;
  if (recvBufferSize) validateInteger(recvBufferSize, 'options.recvBufferSize', 0, MAX_BUFFER_SIZE);
  const { sendBufferSize } = options;
  if (sendBufferSize) validateInteger(sendBufferSize, 'options.sendBufferSize', 0, MAX_BUFFER_SIZE);
  const { receiveBlockList, coalesce, maxSendQueueSize, receiveInfo, icmpErrors } = options;
  if (coalesce !== undefined) validateBoolean(coalesce, 'options.coalesce');
  if (maxSendQueueSize !== undefined) {
    validateInteger(maxSendQueueSize, 'options.maxSendQueueSize', 0, MAX_QUEUE_LIMIT);
  }
  if (icmpErrors !== undefined) validateBoolean(icmpErrors, 'options.icmpErrors');
  const receives = checkReceiveOptions(coalesce !== false, receiveInfo, icmpErrors === true);
  if (receiveBlockList) validateBlockList(receiveBlockList, 'options.receiveBlockList');
  const { sendBlockList } = options;
  if (sendBlockList) validateBlockList(sendBlockList, 'options.sendBlockList');
  validateFunction(lookup, 'lookup');
  const checkedType = validateType(type);
  const flags = checkFlags(options);
  const { signal } = options;
  const isPlain =
    flags === NO_FLAGS &&
    !recvBufferSize &&
    !sendBufferSize &&
    !receiveBlockList &&
    !sendBlockList &&
    maxSendQueueSize === undefined &&
    signal === undefined &&
    lookup === defaultLookup;
  const shared = plainOptions[checkedType];
  if (isPlain && shared?.lookup === lookup && shared.receives === receives) return shared;
  const checked = {
    type: checkedType,
    flags,
    recvBufferSize: (recvBufferSize || undefined) as number | undefined,
    sendBufferSize: (sendBufferSize || undefined) as number | undefined,
    receiveBlockList: (receiveBlockList || undefined) as BlockList | undefined,
    sendBlockList: (sendBlockList || undefined) as BlockList | undefined,
    lookup: lookup as LookupFunction,
    coalesce: coalesce !== false,
    maxSendQueueSize,
    receives,
    signal,
  };
  if (isPlain) plainOptions[checkedType] = checked;
  return checked;
}
