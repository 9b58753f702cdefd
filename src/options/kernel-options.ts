import { endianness } from 'node:os';
import {
  bytesOf,
  ENOPROTOOPT,
  type EngineSocket,
  engine,
  type OptionName,
} from '../engine/index.js';
import {
  featureUnavailable,
  invalidArgumentType,
  invalidArgumentValue,
  systemError,
} from '../errors/errors.js';
import { openHandle, type SocketState } from '../state.js';
import { forceBufferSize } from './buffer-size.js';
import { validateBoolean, validateInteger, validateOneOf, validateString } from './validate.js';

/** How the kernel finds the path's MTU: `IP_MTU_DISCOVER`, `IPV6_MTU_DISCOVER`; ip(7). */
export type MtuDiscover = 'dont' | 'want' | 'do' | 'probe' | 'interface' | 'omit';

/** The options that `setOption()` and `getOption()` know by name. See socket(7), ip(7), ipv6(7). */
export interface KernelOptions {
  /** Whether datagrams may go to broadcast addresses (`SO_BROADCAST`). */
  broadcast: boolean;
  /** Microseconds to poll the device for (`SO_BUSY_POLL`). More takes CAP_NET_ADMIN. */
  busyPoll: number;
  /** The interface that the socket is bound to, by name; '': any (`SO_BINDTODEVICE`). */
  device: string;
  /** Never fragment: longer datagrams fail with EMSGSIZE (`IP_PMTUDISC_DO`, `IPV6_DONTFRAG`). */
  dontFragment: boolean;
  /** Differentiated services code point, 0 to 63: the upper bits of `tos`; RFC 2474. */
  dscp: number;
  /** Bind to addresses that this host does not have, or not yet (`IP_FREEBIND`). */
  freebind: boolean;
  /** The CPU that datagrams should be received on, or were last; -1: any (`SO_INCOMING_CPU`). */
  incomingCPU: number;
  /** The mark of packets, for routing and filters (`SO_MARK`). Takes CAP_NET_ADMIN. */
  mark: number;
  /** The path MTU that is known of a connected socket, in bytes (`IP_MTU`). Read only. */
  mtu: number;
  /** Path MTU discovery (`IP_MTU_DISCOVER`). */
  mtuDiscover: MtuDiscover;
  /** Whether groups that other sockets of the host have joined arrive, too (`IP_MULTICAST_ALL`). */
  multicastAll: boolean;
  /** Whether this host receives its own multicast datagrams (`IP_MULTICAST_LOOP`). */
  multicastLoopback: boolean;
  /** Hops of multicast datagrams, 0 to 255 (`IP_MULTICAST_TTL`). */
  multicastTTL: number;
  /** Queueing priority; above 6 it takes CAP_NET_ADMIN (`SO_PRIORITY`). */
  priority: number;
  /** The receive buffer beyond the system's limit, in bytes; takes CAP_NET_ADMIN (`SO_RCVBUFFORCE`). */
  recvBufferSizeForce: number;
  /** The send buffer beyond the system's limit, in bytes; takes CAP_NET_ADMIN (`SO_SNDBUFFORCE`). */
  sendBufferSizeForce: number;
  /** Type of service or traffic class, 0 to 255 (`IP_TOS`, `IPV6_TCLASS`). */
  tos: number;
  /** Bind to foreign addresses as a transparent proxy; takes CAP_NET_ADMIN (`IP_TRANSPARENT`). */
  transparent: boolean;
  /** Hops, 1 to 255 (`IP_TTL`, `IPV6_UNICAST_HOPS`). */
  ttl: number;
}

/** The name of an option. */
export type KernelOptionName = keyof KernelOptions;

/** Turns an option's value into the kernel's integer and back. */
interface Conversion {
  /** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE */
  encode(value: unknown, state: SocketState): number;
  decode(value: number, state: SocketState): unknown;
}

const MAX_INT = 2 ** 31 - 1;
const MAX_UINT = 2 ** 32 - 1;

/** IP_PMTUDISC_… by number; IPV6_PMTUDISC_… are the same. */
const MTU_DISCOVER: readonly MtuDiscover[] = ['dont', 'want', 'do', 'probe', 'interface', 'omit'];
const PMTUDISC_DONT = 0;
const PMTUDISC_DO = 2;
const PMTUDISC_PROBE = 3;

const BOOLEAN: Conversion = {
  encode: (value) => {
    validateBoolean(value, 'value');
    return value ? 1 : 0;
  },
  decode: (value) => value !== 0,
};

function integer(least: number, most: number): Conversion {
  return {
    encode: (value) => {
      validateInteger(value, 'value', least, most);
      return value | 0;
    },
    decode: (value) => (most === MAX_UINT ? value >>> 0 : value),
  };
}

const MTU_DISCOVERY: Conversion = {
  encode: (value) => {
    validateOneOf(value, 'value', MTU_DISCOVER);
    return MTU_DISCOVER.indexOf(value);
  },
  decode: (value) => MTU_DISCOVER[value],
};

/** IPv4 has no option of its own for it: its path MTU discovery decides. */
const DONT_FRAGMENT: Conversion = {
  encode: (value, { options: { type } }) => {
    validateBoolean(value, 'value');
    if (type === 'udp6') return value ? 1 : 0;
    return value ? PMTUDISC_DO : PMTUDISC_DONT;
  },
  // Of the modes only these two forbid it to routers, too.
  decode: (value, { options: { type } }) =>
    type === 'udp6' ? value !== 0 : value === PMTUDISC_DO || value === PMTUDISC_PROBE,
};

const READ_ONLY: Conversion = {
  encode: (value) => {
    throw invalidArgumentValue('value', 'is of an option that can only be read', value);
  },
  decode: (value) => value,
};

const DSCP_SHIFT = 2;
const ECN_MASK = 3;

const DSCP: Conversion = {
  encode: (value, state) => {
    validateInteger(value, 'value', 0, 63);
    const tos = readInteger(openedHandle(state, 'setOption'), 'tos');
    return (value << DSCP_SHIFT) | (tos & ECN_MASK);
  },
  decode: (value) => value >> DSCP_SHIFT,
};

/** Where the engine has an option, its conversion, and what is read in its place. */
type Option = readonly [name: OptionName, conversion: Conversion, read?: OptionName];

/** Every option but `device`, which is the only text. */
const OPTIONS: Readonly<Record<Exclude<KernelOptionName, 'device'>, Option>> = {
  broadcast: ['broadcast', BOOLEAN],
  busyPoll: ['busyPoll', integer(0, MAX_INT)],
  dontFragment: ['dontFragment', DONT_FRAGMENT],
  dscp: ['tos', DSCP],
  freebind: ['freebind', BOOLEAN],
  incomingCPU: ['incomingCPU', integer(-1, MAX_INT)],
  mark: ['mark', integer(0, MAX_UINT)],
  mtu: ['mtu', READ_ONLY],
  mtuDiscover: ['mtuDiscover', MTU_DISCOVERY],
  multicastAll: ['multicastAll', BOOLEAN],
  multicastLoopback: ['multicastLoopback', BOOLEAN],
  multicastTTL: ['multicastTTL', integer(0, 255)],
  priority: ['priority', integer(0, MAX_INT)],
  // The kernel reads what was forced as it reads any size.
  recvBufferSizeForce: ['recvBufferSizeForce', integer(0, MAX_INT), 'recvBufferSize'],
  sendBufferSizeForce: ['sendBufferSizeForce', integer(0, MAX_INT), 'sendBufferSize'],
  tos: ['tos', integer(0, 255)],
  transparent: ['transparent', BOOLEAN],
  ttl: ['ttl', integer(1, 255)],
};

const NAMES = (['device', ...Object.keys(OPTIONS)] as KernelOptionName[]).sort();

/** The socket's handle with system resources, so that options can be set before the bind. */
function openedHandle(state: SocketState, syscall: string): EngineSocket {
  const handle = openHandle(state);
  const errno = handle.open();
  if (errno < 0) throw systemError(errno, syscall);
  return handle;
}

function check(errno: number, syscall: string, name: string): void {
  if (errno === ENOPROTOOPT) throw featureUnavailable(name);
  if (errno < 0) throw systemError(errno, syscall);
}

/** Of a value that may be negative, the kernel's answer alone would not tell it from an error. */
function readInteger(handle: EngineSocket, name: OptionName): number {
  const value = new Int32Array(1);
  const errno = handle.getOptionBytes(name, new Uint8Array(value.buffer));
  check(errno, 'getOption', name);
  return value[0] as number;
}

function checkName(name: unknown): asserts name is KernelOptionName {
  validateString(name, 'name');
  validateOneOf(name, 'name', NAMES);
}

/** `setOption()`. */
export function setKernelOption(state: SocketState, name: unknown, value: unknown): void {
  openHandle(state);
  checkName(name);
  if (name === 'device') {
    validateString(value, 'value');
    const handle = openedHandle(state, 'setOption');
    engine.sends.flush();
    check(handle.setDevice(value), 'setOption', name);
    return;
  }
  const [option, conversion] = OPTIONS[name];
  const encoded = conversion.encode(value, state);
  const handle = openedHandle(state, 'setOption');
  // What was sent before still has the old value.
  engine.sends.flush();
  check(handle.setOptionForAll(option, encoded), 'setOption', name);
  if (name === 'recvBufferSizeForce') forceBufferSize(state, 'recvBufferSize', encoded);
  if (name === 'sendBufferSizeForce') forceBufferSize(state, 'sendBufferSize', encoded);
}

/** `getOption()`. */
export function getKernelOption(state: SocketState, name: unknown): unknown {
  openHandle(state);
  checkName(name);
  const handle = openedHandle(state, 'getOption');
  if (name === 'device') {
    const device = handle.getDevice();
    if (typeof device === 'number') throw systemError(device, 'getOption');
    return device;
  }
  const [option, conversion, read = option] = OPTIONS[name];
  return conversion.decode(readInteger(handle, read), state);
}

/** The longest option that `getRawOption()` reads, in bytes. */
const MAX_RAW_SIZE = 4096;

function checkPlace(level: unknown, name: unknown): void {
  validateInteger(level, 'level', -MAX_INT, MAX_INT);
  validateInteger(name, 'name', -MAX_INT, MAX_INT);
}

/** `setRawOption()`. */
export function setRawOption(
  state: SocketState,
  level: unknown,
  name: unknown,
  value: unknown,
): void {
  openHandle(state);
  checkPlace(level, name);
  const raw = rawValue(value);
  const handle = openedHandle(state, 'setRawOption');
  engine.sends.flush();
  const errno = handle.setRawOption(level as number, name as number, raw);
  if (errno < 0) throw systemError(errno, 'setRawOption');
}

function rawValue(value: unknown): number | Uint8Array {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') {
    validateInteger(value, 'value', -MAX_INT - 1, MAX_UINT);
    return value | 0;
  }
  if (ArrayBuffer.isView(value)) return bytesOf(value);
  const types = 'of type number or boolean, or an instance of Buffer, TypedArray, or DataView';
  throw invalidArgumentType('value', types, value);
}

/** `getRawOption()`. */
export function getRawOption(
  state: SocketState,
  level: unknown,
  name: unknown,
  length: unknown,
): number | Buffer {
  openHandle(state);
  checkPlace(level, name);
  if (length !== undefined) validateInteger(length, 'length', 1, MAX_RAW_SIZE);
  const handle = openedHandle(state, 'getRawOption');
  const bytes = Buffer.alloc((length as number | undefined) ?? Int32Array.BYTES_PER_ELEMENT);
  const size = handle.getRawOption(level as number, name as number, bytes);
  if (size < 0) throw systemError(size, 'getRawOption');
  if (length !== undefined) return bytes.subarray(0, size);
  return endianness() === 'LE' ? bytes.readInt32LE() : bytes.readInt32BE();
}
