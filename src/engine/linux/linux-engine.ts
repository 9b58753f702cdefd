import type { AsyncResource } from 'node:async_hooks';
import { isIP } from 'node:net';
import { constants } from 'node:os';
import type { Engine, EngineListener, Family, SocketAddress } from '../engine.js';
import { addon, reports } from './addon.js';
import { readAddress } from './addresses.js';
import { Destinations } from './destinations.js';
import { LinuxSocket } from './linux-socket.js';
import { DATAGRAM_STRIDE, memory } from './memory.js';
import { LinuxSendQueue } from './send-queue.js';

const { receivedDatagrams, addresses } = memory;

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
  #sender = -1;
  #senderAddress: SocketAddress = { address: '', family: 'IPv4', port: 0 };

  constructor() {
    reports.onDatagram = (socket, datagram, buffer) => this.#deliver(socket, datagram, buffer);
    reports.onReceiveError = (socket, errno) => this.#sockets[socket]?.listener.receiveError(errno);
    reports.onUnblocked = (socket, count) =>
      this.#sockets[socket]?.settle(count, (place) => memory.sendResults[place] as number);
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

  /**
   * Reads everything that has arrived at a socket, through its listener. This may happen while
   * another wake-up is being delivered, whose datagrams are put aside for so long.
   */
  receivePending(index: number): void {
    const datagrams = receivedDatagrams.slice();
    const senders = addresses.slice();
    while (addon.receiveNow(index) > 0);
    receivedDatagrams.set(datagrams);
    addresses.set(senders);
    this.#sender = -1;
  }

  #deliver(socket: number, datagram: number, buffer: Buffer): void {
    const at = datagram * DATAGRAM_STRIDE;
    const offset = receivedDatagrams[at] as number;
    const size = receivedDatagrams[at + 1] as number;
    const sender = receivedDatagrams[at + 2] as number;
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
