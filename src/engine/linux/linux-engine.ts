import type { AsyncResource } from 'node:async_hooks';
import { isIP } from 'node:net';
import { constants } from 'node:os';
import type { Engine, EngineListener, Family, Features, SocketAddress } from '../engine.js';
import { addon, reports } from './addon.js';
import { readAddress, SENDERS_POSITION } from './addresses.js';
import { FEATURE_GRO, FEATURE_GSO } from './constants.js';
import { Destinations } from './destinations.js';
import { LinuxBatch } from './linux-batch.js';
import { LinuxSocket } from './linux-socket.js';
import {
  DELIVERY_MESSAGE,
  DELIVERY_OFFSET,
  DELIVERY_SIZE,
  DELIVERY_SOCKET,
  memory,
} from './memory.js';
import { copyOf, cut } from './received.js';
import { LinuxSendQueue } from './send-queue.js';

/**
 * How long closing sockets, or the end of the process, waits for blocked queues to leave, in
 * milliseconds: once for all sockets of a turn of the loop.
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

const { delivery } = memory;

/** The Linux kernel as a transport. One per thread. */
export class LinuxEngine implements Engine {
  readonly sends = new LinuxSendQueue((index) => this.#sockets[index]);
  readonly destinations = new Destinations(() => this.sends.flush());

  readonly #sockets: (LinuxSocket | undefined)[] = [];
  #drainDeadline: number | undefined;
  /** What is being delivered: a train's, too, from its first datagram to its last. */
  #message: Buffer = Buffer.alloc(0);
  #sender: SocketAddress = { address: '', family: 'IPv4', port: 0 };

  constructor() {
    reports.onContextNeeded = (socket) => this.#sockets[socket]?.createContext();
    reports.onDatagram = () => this.#deliver();
    reports.onBatch = (socket, messages) =>
      this.#sockets[socket]?.listener.batch(new LinuxBatch(messages));
    reports.onDelivered = () => this.sends.flush();
    reports.onReceiveError = (socket, errno) => this.#sockets[socket]?.listener.receiveError(errno);
    reports.onUnblocked = (socket, count) =>
      this.#sockets[socket]?.settle(count, (place) => memory.unblockedResults[place] as number);
  }

  createSocket(
    family: Family,
    resource: AsyncResource,
    listener: EngineListener,
    trains: boolean,
  ): LinuxSocket {
    return new LinuxSocket(this, family, resource, listener, trains);
  }

  features(): Features {
    const found = addon.features();
    // Where no socket can be opened, nothing works anyway.
    const bits = found < 0 ? 0 : found;
    return { gso: (bits & FEATURE_GSO) !== 0, gro: (bits & FEATURE_GRO) !== 0 };
  }

  drain(): void {
    this.sends.flush();
    for (const socket of this.#sockets) socket?.drain();
  }

  /** How long this turn of the loop may still wait for the kernel, in milliseconds. */
  get drainTime(): number {
    if (this.#drainDeadline === undefined) {
      this.#drainDeadline = performance.now() + DRAIN_TIMEOUT;
      setImmediate(() => {
        this.#drainDeadline = undefined;
      }).unref();
    }
    return Math.max(0, Math.ceil(this.#drainDeadline - performance.now()));
  }

  descriptorKind(descriptor: number): string {
    return DESCRIPTOR_KINDS.get(addon.descriptorKind(descriptor)) ?? 'UNKNOWN';
  }

  /** The family of an IP literal, or -EINVAL. */
  familyOf(address: string): Family | number {
    return isIP(address) || -constants.errno.EINVAL;
  }

  remember(index: number, socket: LinuxSocket): void {
    this.#sockets[index] = socket;
  }

  forget(index: number): void {
    this.#sockets[index] = undefined;
  }

  /**
   * Reads everything that has arrived at a socket, through its listener. This may happen while
   * another message is being delivered, which is put aside for so long.
   */
  receivePending(index: number): void {
    const sender = this.#sender;
    const message = this.#message;
    while (addon.receiveNow(index) > 0);
    this.#sender = sender;
    this.#message = message;
  }

  #deliver(): void {
    const socket = delivery[DELIVERY_SOCKET] as number;
    const message = delivery[DELIVERY_MESSAGE] as number;
    const offset = delivery[DELIVERY_OFFSET] as number;
    const size = delivery[DELIVERY_SIZE] as number;
    // A train's datagrams, which follow each other, have one sender and one memory.
    if (offset === 0) {
      this.#sender = readAddress(SENDERS_POSITION + message);
      this.#message = copyOf(message);
    }
    const { address, family, port } = this.#sender;
    const data = cut(this.#message, offset, size);
    this.#sockets[socket]?.listener.datagram(data, { address, family, port, size });
  }
}

/** This thread's engine. */
export const engine: Engine = new LinuxEngine();
