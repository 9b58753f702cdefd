import type { AsyncResource } from 'node:async_hooks';
import { isIP } from 'node:net';
import { constants } from 'node:os';
import { markAsUntransferable } from 'node:worker_threads';
import type { Engine, EngineListener, Family, SocketAddress } from '../engine.js';
import { addon, reports } from './addon.js';
import { readAddress, SENDER_POSITION } from './addresses.js';
import { Destinations } from './destinations.js';
import { LinuxSocket } from './linux-socket.js';
import { memory } from './memory.js';
import { LinuxSendQueue } from './send-queue.js';

/**
 * How long closing sockets, or the end of the process, waits for blocked queues to leave, in
 * milliseconds: once for all sockets of a turn of the loop.
 */
const DRAIN_TIMEOUT = 1000;

/** The longest datagram of a train that is copied rather than viewed: V8's typed_array_max_size_in_heap. */
const MAX_COPIED_SIZE = 64;

/** libuv's handle types, by number, in the words of Node's error messages. */
const DESCRIPTOR_KINDS: ReadonlyMap<number, string> = new Map([
  [7, 'PIPE'],
  [12, 'TCP'],
  [14, 'TTY'],
  [15, 'UDP'],
  [17, 'FILE'],
]);

/** The Linux kernel as a transport. One per thread. */
export class LinuxEngine implements Engine {
  readonly sends = new LinuxSendQueue((index) => this.#sockets[index]);
  readonly destinations = new Destinations(() => this.sends.flush());

  readonly #sockets: (LinuxSocket | undefined)[] = [];
  #drainDeadline: number | undefined;
  #sender: SocketAddress = { address: '', family: 'IPv4', port: 0 };

  constructor() {
    reports.onDatagram = (socket, offset, size, buffer) =>
      this.#deliver(socket, offset, size, buffer);
    reports.onReceiveError = (socket, errno) => this.#sockets[socket]?.listener.receiveError(errno);
    reports.onUnblocked = (socket, count) =>
      this.#sockets[socket]?.settle(count, (place) => memory.unblockedResults[place] as number);
  }

  createSocket(family: Family, resource: AsyncResource, listener: EngineListener): LinuxSocket {
    return new LinuxSocket(this, family, resource, listener);
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
   * another message is being delivered, whose sender is put aside for so long.
   */
  receivePending(index: number): void {
    const sender = this.#sender;
    while (addon.receiveNow(index) > 0);
    this.#sender = sender;
  }

  #deliver(socket: number, offset: number, size: number, buffer: Buffer): void {
    // A train's datagrams, which follow each other, have one sender.
    if (offset === 0) this.#sender = readAddress(SENDER_POSITION);
    const { address, family, port } = this.#sender;
    const message = cut(buffer, offset, size);
    this.#sockets[socket]?.listener.datagram(message, { address, family, port, size });
  }
}

/** One datagram of what may be a train. */
function cut(buffer: Buffer, offset: number, size: number): Buffer {
  if (size === buffer.length) return buffer;
  // V8 keeps so small an array on its own heap: a copy is as cheap as a view.
  if (size <= MAX_COPIED_SIZE)
    return Uint8Array.prototype.slice.call(buffer, offset, offset + size) as Buffer;
  // To transfer one datagram's memory would take the others' along. As with Node's own pool,
  // it is refused.
  if (offset === 0) markAsUntransferable(buffer.buffer);
  return buffer.subarray(offset, offset + size);
}

/** This thread's engine. */
export const engine: Engine = new LinuxEngine();
