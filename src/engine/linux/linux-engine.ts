import type { AsyncResource } from 'node:async_hooks';
import { isIP } from 'node:net';
import { constants } from 'node:os';
import type { Engine, EngineListener, Family, SocketAddress } from '../engine.js';
import { addon } from './addon.js';
import { addresses, readAddress } from './addresses.js';
import { DATAGRAM_STRIDE } from './constants.js';
import { DESTINATION_CAPACITY, Destinations } from './destinations.js';
import { LinuxSocket } from './linux-socket.js';
import { LinuxSendQueue } from './send-queue.js';

/** Datagrams per round of a wake-up: 32 trains of 128 segments, the longest that Linux makes. */
const RECEIVED_CAPACITY = 4096;

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
  readonly #received = new Int32Array(RECEIVED_CAPACITY * DATAGRAM_STRIDE);
  #sender = -1;
  #senderAddress: SocketAddress = { address: '', family: 'IPv4', port: 0 };

  constructor() {
    const error = addon.initialize({
      sendSlab: this.sends.slab,
      sendDescriptors: this.sends.descriptors,
      sendResults: this.sends.results,
      receivedDatagrams: this.#received,
      addresses,
      destinationCapacity: DESTINATION_CAPACITY,
      onDatagram: (socket, datagram, buffer) => this.#deliver(socket, datagram, buffer),
      onReceiveError: (socket, errno) => this.#sockets[socket]?.listener.receiveError(errno),
      onUnblocked: (socket, count) =>
        this.#sockets[socket]?.settle(count, (place) => this.sends.results[place] as number),
    });
    if (error < 0) throw new Error(`fast-dgram: the engine did not start (${error})`);
  }

  createSocket(family: Family, resource: AsyncResource, listener: EngineListener): LinuxSocket {
    return new LinuxSocket(this, family, resource, listener);
  }

  drain(): void {
    this.sends.flush();
    for (const socket of this.#sockets) socket?.drain();
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

  #deliver(socket: number, datagram: number, buffer: Buffer): void {
    const at = datagram * DATAGRAM_STRIDE;
    const offset = this.#received[at] as number;
    const size = this.#received[at + 1] as number;
    const sender = this.#received[at + 2] as number;
    // A train's datagrams, which follow each other, have one sender.
    if (datagram === 0 || sender !== this.#sender) {
      this.#sender = sender;
      this.#senderAddress = readAddress(sender);
    }
    const { address, family, port } = this.#senderAddress;
    const message = size === buffer.length ? buffer : buffer.subarray(offset, offset + size);
    this.#sockets[socket]?.listener.datagram(message, { address, family, port, size });
  }
}

/** This thread's engine. */
export const engine: Engine = new LinuxEngine();
