import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { getSystemErrorName } from 'node:util';
import type { MulticastInterface } from '../socket-options.js';
import { DESTINATION_CAPACITY, memory, type SharedMemory } from './memory.js';

/** What the native engine needs to know. */
interface Setup extends SharedMemory, Reports {
  destinationCapacity: number;
}

/** What the native engine calls, all but the first in a callback scope of its own. */
export interface Reports {
  /** Before the first call in a socket's native context: it wants `createContext()`. */
  onContextNeeded: (socket: number) => void;
  /** Datagrams are to be delivered, as the DELIVERY_… words say. */
  onDatagrams: () => void;
  onBatch: (socket: number, messages: number) => void;
  onDelivered: () => void;
  onReceiveError: (socket: number, errno: number) => void;
  onIcmpError: (
    socket: number,
    errno: number,
    type: number,
    code: number,
    info: number,
    hasOffender: number,
  ) => void;
  onDropped: (socket: number, count: number) => void;
  onUnblocked: (socket: number, count: number) => void;
}

/** The native engine. Sockets are indices; every number returned is >= 0 or -errno. */
export interface Addon {
  open(family: number): number;
  adopt(descriptor: number): number;
  bind(socket: number, family: number, address: string, port: number, flags: number): number;
  connect(socket: number, family: number, address: string, port: number): number;
  disconnect(socket: number): number;
  localAddress(socket: number): number;
  peerAddress(socket: number): number;
  receive(socket: number, receives: number): number;
  endTrains(socket: number): number;
  deliver(socket: number, ways: number): number;
  reportUncaught(exception: unknown): number;
  lend(slot: number, memory: ArrayBuffer): number;
  pause(socket: number): number;
  reference(socket: number, on: number): number;
  descriptor(socket: number): number;
  close(socket: number): number;
  setOption(socket: number, level: number, name: number, value: number): number;
  getOption(socket: number, level: number, name: number): number;
  setOptionBytes(socket: number, level: number, name: number, bytes: Uint8Array): number;
  getOptionBytes(socket: number, level: number, name: number, bytes: Uint8Array): number;
  membership(
    socket: number,
    join: number,
    group: string,
    multicastInterface: MulticastInterface,
  ): number;
  sourceMembership(
    socket: number,
    operation: number,
    source: string,
    group: string,
    multicastInterface: MulticastInterface,
  ): number;
  multicastInterface(socket: number, multicastInterface: string | number): number;
  interfaceIndex(name: string): number;
  interfaceName(index: number): string | number;
  setSteering(socket: number, way: number, sockets: number): number;
  pace(socket: number): number;
  counters(socket: number, words: Float64Array): number;
  countFailure(socket: number, errno: number): number;
  parseAddress(family: number, address: string): number;
  createContext(socket: number, resource: object): number;
  internDestination(index: number, family: number, address: string, port: number): number;
  formatAddress(position: number): string;
  features(): number;
  descriptorKind(descriptor: number): number;
  duplicateDescriptor(descriptor: number): number;
  closeDescriptor(descriptor: number): number;
  flush(count: number): number;
  flushFrom(count: number, bytes: Uint8Array): number;
  drain(socket: number, milliseconds: number): number;
  separateQueue(socket: number): number;
  limitQueue(socket: number, bytes: number): number;
  blockedBytes(socket: number): number;
  blockedCount(socket: number): number;
}

/** What the native module exports. */
interface NativeModule {
  create(setup: Setup): Addon | number;
}

/** Where the install script compiles it, and where the package has it prebuilt. */
const PLACES = [
  'build/Release/fast_dgram.node',
  `prebuilds/${process.platform}-${process.arch}/fast-dgram.glibc.node`,
  `prebuilds/${process.platform}-${process.arch}/fast-dgram.musl.node`,
];

function load(): NativeModule {
  try {
    return requireFirst();
  } catch (cause) {
    throw unavailable(explain(cause), cause);
  }
}

/** By no library that looks for it: that took a tenth of all the time that loading takes. */
function requireFirst(): NativeModule {
  // Not the module's own require, which bundlers look into. From the bundle, dist/index.js.
  const require = createRequire(__filename);
  const files = PLACES.map((place) => path.join(__dirname, '..', place)).filter(existsSync);
  for (const file of files) {
    try {
      return require(file) as NativeModule;
    } catch (error) {
      // It may be linked with another C library, which the next is not.
      if (file === files.at(-1)) throw error;
    }
  }
  throw new Error('there is none');
}

function unavailable(message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code: 'ERR_ENGINE_UNAVAILABLE' });
}

function explain(cause: unknown): string {
  if ((cause as NodeJS.ErrnoException).code === 'ERR_DLOPEN_DISABLED') {
    return 'fast-dgram needs native code: start Node with --allow-addons, or use node:dgram';
  }
  const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  return `fast-dgram's engine does not load on ${process.platform} ${process.arch}: ${reason}. Where none is prebuilt, its install script compiles one, with a C compiler, make, python3 and Node's headers: allow it (npm install-scripts approve fast-dgram, pnpm approve-builds fast-dgram, Yarn's dependenciesMeta) and run "npm rebuild fast-dgram" or install again; in a bundle, leave fast-dgram external`;
}

function start(): Addon {
  const addon = load().create({
    ...memory,
    destinationCapacity: DESTINATION_CAPACITY,
    onContextNeeded: (socket) => reports.onContextNeeded(socket),
    onDatagrams: () => reports.onDatagrams(),
    onBatch: (socket, messages) => reports.onBatch(socket, messages),
    onDelivered: () => reports.onDelivered(),
    onReceiveError: (socket, errno) => reports.onReceiveError(socket, errno),
    onIcmpError: (...error) => reports.onIcmpError(...error),
    onDropped: (socket, count) => reports.onDropped(socket, count),
    onUnblocked: (socket, count) => reports.onUnblocked(socket, count),
  });
  if (typeof addon === 'number') {
    throw unavailable(`fast-dgram's engine did not start: ${getSystemErrorName(addon)}`);
  }
  return addon;
}

/** Where the native engine's calls go: whoever owns the sockets sets these. */
export const reports: Reports = {
  onContextNeeded: () => {},
  onDatagrams: () => {},
  onBatch: () => {},
  onDelivered: () => {},
  onReceiveError: () => {},
  onIcmpError: () => {},
  onDropped: () => {},
  onUnblocked: () => {},
};

/** Loaded with the module, so that a missing engine is told at once and not at the first send. */
export const addon = start();
