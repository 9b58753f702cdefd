import type { PacketInfo, RemoteInfo, SocketAddress } from '../datagram.js';
import { addon } from './addon.js';
import { ADDRESS_SENDERS, readAddress } from './addresses.js';
import type { LinuxSocket } from './linux-socket.js';
import {
  DELIVERY_ENTERED,
  DELIVERY_MESSAGE,
  DELIVERY_MESSAGES,
  DELIVERY_OFFSET,
  DELIVERY_SENDS_WAIT,
  DELIVERY_SOCKET,
  memory,
} from './memory.js';
import { readPacketInfo } from './packet-info.js';
import {
  copyDatagram,
  copyOf,
  cut,
  lengthOf,
  lookAt,
  MAX_SMALL_SIZE,
  segmentOf,
  takeTrain,
} from './received.js';
import type { LinuxSendQueue } from './send-queue.js';
import { runNextTicks } from './ticks.js';

const { delivery } = memory;

/**
 * Delivers what a wake-up has read, datagram by datagram: each in its socket's asynchronous
 * context, and its ticks and promise jobs before the next. A callback scope of Node's for each
 * would do the same, and is most of what a delivery costs.
 */
export class Delivery {
  readonly #socketAt: (index: number) => LinuxSocket | undefined;
  readonly #sends: LinuxSendQueue;
  /**
   * Of the train that is being delivered, from its first datagram to its last; undefined where there
   * was no memory for it.
   */
  #train: ArrayBuffer | undefined;
  #sender: SocketAddress = { address: '', family: 'IPv4', port: 0 };
  #info: PacketInfo | undefined;

  constructor(socketAt: (index: number) => LinuxSocket | undefined, sends: LinuxSendQueue) {
    this.#socketAt = socketAt;
    this.#sends = sends;
  }

  /**
   * Delivers from where the engine is. It calls again as long as datagrams are left: where a
   * listener threw, and where nothing but a return to it runs ticks.
   */
  deliver(): void {
    const index = delivery[DELIVERY_SOCKET] as number;
    const socket = this.#socketAt(index);
    if (socket === undefined) return;
    if (delivery[DELIVERY_ENTERED] === 1) {
      this.#deliverNext(socket);
      return;
    }
    if (delivery[DELIVERY_MESSAGE] === 0 && delivery[DELIVERY_OFFSET] === 0) {
      this.#sends.beginWaiting();
    }
    do {
      if (delivery[DELIVERY_SENDS_WAIT] === 1) this.#sends.flushInTime();
      socket.resource.runInAsyncScope(this.#deliverNext, this, socket);
      // The last one's ticks run on return.
      if (delivery[DELIVERY_MESSAGE] === delivery[DELIVERY_MESSAGES]) return;
      if (runNextTicks === undefined) return;
      try {
        runNextTicks();
      } catch (error) {
        // A tick that throws leaves itself in Node's stack of asynchronous contexts, which nothing
        // but reporting it clears: for Node to find it there on return would be fatal.
        addon.reportUncaught(error);
      }
    } while (socket.index === index);
  }

  /** Has something delivered while something else may be, which is put aside for so long. */
  aside(deliver: () => void): void {
    const sender = this.#sender;
    const train = this.#train;
    const info = this.#info;
    deliver();
    this.#sender = sender;
    this.#train = train;
    this.#info = info;
  }

  #deliverNext(socket: LinuxSocket): void {
    const message = delivery[DELIVERY_MESSAGE] as number;
    const offset = delivery[DELIVERY_OFFSET] as number;
    const left = lengthOf(message) - offset;
    const segment = segmentOf(message);
    // Before listeners are called, who may throw.
    if (left > segment) {
      delivery[DELIVERY_OFFSET] = offset + segment;
    } else {
      delivery[DELIVERY_MESSAGE] = message + 1;
      delivery[DELIVERY_OFFSET] = 0;
    }
    // An async hook may have closed it.
    if (socket.index !== delivery[DELIVERY_SOCKET]) return;
    if (offset === 0 && left <= segment) this.#deliverAlone(socket, message, left);
    else this.#deliverOfTrain(socket, message, offset, Math.min(left, segment));
  }

  /** Delivers a message that is one datagram: nothing is kept for a next. */
  #deliverAlone(socket: LinuxSocket, message: number, size: number): void {
    const { address, family, port } = readAddress(ADDRESS_SENDERS + message);
    this.#hand(socket, copyDatagram(message), { address, family, port, size }, message, 0);
  }

  /** Delivers a train's datagrams one after the other: they have one sender, and long ones one memory. */
  #deliverOfTrain(socket: LinuxSocket, message: number, offset: number, size: number): void {
    if (offset === 0) {
      this.#train = undefined;
      this.#sender = readAddress(ADDRESS_SENDERS + message);
    }
    const { address, family, port } = this.#sender;
    let data: Buffer;
    if (segmentOf(message) <= MAX_SMALL_SIZE) {
      data = lookAt(message, offset, size);
    } else {
      this.#train ??= takeTrain(message);
      data = cut(this.#train, offset, size);
    }
    if (size <= MAX_SMALL_SIZE) data = copyOf(data);
    this.#hand(socket, data, { address, family, port, size }, message, offset);
  }

  #hand(
    socket: LinuxSocket,
    data: Buffer,
    remote: RemoteInfo,
    message: number,
    offset: number,
  ): void {
    if (socket.tellsInfo) this.#inform(remote, message, offset);
    socket.listener.datagram(data, remote);
  }

  /** Adds what was told of the message: apart, so that the usual way stays short. */
  #inform(remote: RemoteInfo, message: number, offset: number): void {
    if (offset === 0) this.#info = undefined;
    this.#info ??= readPacketInfo(message);
    Object.assign(remote, this.#info);
  }
}
