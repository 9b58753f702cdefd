import type { AsyncResource } from 'node:async_hooks';
import { getSystemErrorName } from 'node:util';
import type { Family, IcmpError } from '../datagram.js';
import type { Engine, EngineListener, Features } from '../engine.js';
import type { ReceiveOptions } from '../socket-options.js';
import { addon, reports } from './addon.js';
import { ADDRESS_OFFENDER, ADDRESS_UNREACHED, readAddress, readText } from './addresses.js';
import { now, setImmediate } from './clock.js';
import { ClosingSockets } from './closing-sockets.js';
import { FEATURES } from './constants.js';
import { Delivery } from './delivery.js';
import { Destinations } from './destinations.js';
import { LinuxBatch } from './linux-batch.js';
import { LinuxSocket, type SocketHost } from './linux-socket.js';
import { LinuxSendQueue } from './send-queue.js';

/**
 * How long the end of the process, or a bind to the port of a closed socket, waits for blocked
 * queues to leave, in milliseconds: once for all sockets of a turn of the loop.
 */
const DRAIN_TIMEOUT = 1000;

/** libuv's handle types, by number, in the words of Node's error messages. */
const DESCRIPTOR_KINDS: ReadonlyMap<number, string> = new Map([
  [7, 'PIPE'],
  [12, 'TCP'],
  [14, 'TTY'],
  [15, 'UDP'],
  [17, 'FILE'],
]);

/** The Linux kernel as a transport. One per thread. */
export class LinuxEngine implements Engine, SocketHost {
  readonly sends = new LinuxSendQueue((index) => this.#sockets[index]);
  readonly destinations = new Destinations(() => this.sends.flush());
  readonly closing = new ClosingSockets();

  readonly #sockets: (LinuxSocket | undefined)[] = [];
  readonly #delivery = new Delivery((index) => this.#sockets[index], this.sends);
  #drainDeadline: number | undefined;

  constructor() {
    reports.onContextNeeded = (socket) => this.#sockets[socket]?.createContext();
    reports.onDatagrams = () => this.#delivery.deliver();
    reports.onBatch = (socket, messages) => {
      const owner = this.#sockets[socket];
      owner?.listener.batch(new LinuxBatch(owner, messages));
    };
    reports.onDelivered = () => this.sends.flush();
    reports.onReceiveError = (socket, errno) => this.#sockets[socket]?.listener.receiveError(errno);
    reports.onIcmpError = (socket, ...error) =>
      this.#sockets[socket]?.listener.icmpError(describeIcmpError(...error));
    reports.onDropped = (socket, count) => this.#sockets[socket]?.listener.dropped(count);
    reports.onUnblocked = (index, count) => {
      const socket = this.#sockets[index];
      if (socket === undefined) this.closing.settle(index, count);
      else socket.settle(count);
    };
  }

  createSocket(
    family: Family,
    resource: AsyncResource,
    listener: EngineListener,
    receives: ReceiveOptions,
  ): LinuxSocket {
    return new LinuxSocket(this, family, resource, listener, receives);
  }

  features(): Features | number {
    const bits = addon.features();
    if (bits < 0) return bits;
    const names = Object.keys(FEATURES) as (keyof Features)[];
    const features = names.map((name) => [name, (bits & FEATURES[name]) !== 0]);
    return Object.fromEntries(features) as Features;
  }

  interfaceIndex(name: string): number {
    return addon.interfaceIndex(name);
  }

  drain(): void {
    this.sends.flush();
    for (const socket of this.#sockets) socket?.drain(this.#drainTime);
    this.endClosing();
  }

  endClosing(): boolean {
    return this.closing.drain(this.#drainTime);
  }

  /** How long this turn of the loop may still wait for the kernel, in milliseconds. */
  readonly #drainTime = (): number => {
    if (this.#drainDeadline === undefined) {
      this.#drainDeadline = now() + DRAIN_TIMEOUT;
      setImmediate(() => {
        this.#drainDeadline = undefined;
      }).unref();
    }
    return Math.max(0, Math.ceil(this.#drainDeadline - now()));
  };

  descriptorKind(descriptor: number): string {
    return DESCRIPTOR_KINDS.get(addon.descriptorKind(descriptor)) ?? 'UNKNOWN';
  }

  remember(index: number, socket: LinuxSocket): void {
    this.#sockets[index] = socket;
  }

  forget(index: number): void {
    this.#sockets[index] = undefined;
  }

  endTrains(index: number): void {
    this.#delivery.aside(() => addon.endTrains(index));
  }
}

/** RFC 792 and RFC 4443: a destination's "fragmentation needed", a router's "packet too big". */
const ICMP_UNREACHABLE = 3;
const ICMP_FRAGMENTATION_NEEDED = 4;
const ICMP6_PACKET_TOO_BIG = 2;

function describeIcmpError(
  errno: number,
  icmpType: number,
  icmpCode: number,
  info: number,
  hasOffender: number,
): IcmpError {
  const { address, family, port } = readAddress(ADDRESS_UNREACHED);
  const code = getSystemErrorName(errno);
  const error: IcmpError = { address, family, port, icmpType, icmpCode, errno, code };
  if (hasOffender) error.offender = readText(ADDRESS_OFFENDER);
  const isTooLong =
    icmpType === ICMP6_PACKET_TOO_BIG ||
    (icmpType === ICMP_UNREACHABLE && icmpCode === ICMP_FRAGMENTATION_NEEDED);
  if (isTooLong && info > 0) error.mtu = info;
  return error;
}

/** This thread's engine. */
export const engine: Engine = new LinuxEngine();
