import type { PacketInfo, ReceivedBatch, RemoteInfo } from '../engine/index.js';
import { batchReleased, outOfRange } from '../errors/errors.js';

/** A `Buffer` whose memory no other thread has; `node:buffer` of older types has no name for it. */
export type NonSharedBuffer = ReturnType<typeof Buffer.alloc>;

let release: (batch: MessageBatch) => void;

/**
 * The datagrams that arrived together, in order: what a listener of 'messages' gets.
 *
 * A batch can be read until its listeners return; then its methods throw
 * `ERR_SOCKET_DGRAM_BATCH_RELEASED`. What {@link data}, {@link rinfo} and iteration have given
 * by then may be kept for ever. Positions count from 0; others than those of a datagram throw
 * `ERR_OUT_OF_RANGE`.
 */
export class MessageBatch implements Iterable<[message: NonSharedBuffer, remote: RemoteInfo]> {
  readonly #length: number;
  #received: ReceivedBatch | undefined;

  /** @internal */
  constructor(received: ReceivedBatch) {
    this.#length = received.length;
    this.#received = received;
  }

  /** How many datagrams there are: at least 1. */
  get length(): number {
    return this.#length;
  }

  /** The datagram's bytes, as 'message' would give them. They may be kept. */
  data(position: number): NonSharedBuffer {
    return this.#check(position).data(position) as NonSharedBuffer;
  }

  /**
   * The datagram's bytes where the kernel put them, without a copy: until the listeners of the
   * batch return. Then the same memory, and maybe the same `Buffer`, shows other datagrams, of any
   * socket of the thread.
   */
  unsafeData(position: number): NonSharedBuffer {
    return this.#check(position).view(position) as NonSharedBuffer;
  }

  /** How many bytes the datagram has. */
  size(position: number): number {
    return this.#check(position).size(position);
  }

  /** The sender's address. */
  address(position: number): string {
    return this.#check(position).address(position);
  }

  /** The sender's port. */
  port(position: number): number {
    return this.#check(position).port(position);
  }

  /** The sender, as 'message' would tell it. */
  rinfo(position: number): RemoteInfo {
    return this.#check(position).remote(position);
  }

  /**
   * What the socket's option `receiveInfo` asked to be told of the datagram, without its sender:
   * one object for all datagrams of a train, which may be kept.
   */
  info(position: number): Readonly<PacketInfo> {
    return this.#check(position).info(position);
  }

  /** Each datagram as the arguments of 'message'. */
  *[Symbol.iterator](): Generator<[message: NonSharedBuffer, remote: RemoteInfo], void> {
    for (let position = 0; position < this.#length; position++) {
      yield [this.data(position), this.rinfo(position)];
    }
  }

  #check(position: number): ReceivedBatch {
    if (this.#received === undefined) throw batchReleased();
    if (!(Number.isInteger(position) && position >= 0 && position < this.#length)) {
      throw outOfRange('position', `an integer >= 0 && <= ${this.#length - 1}`, position);
    }
    return this.#received;
  }

  static {
    release = (batch) => {
      batch.#received = undefined;
    };
  }
}

/** Shows a batch to listeners, and releases it when they have returned. */
export function deliverBatch(received: ReceivedBatch, listen: (batch: MessageBatch) => void): void {
  const batch = new MessageBatch(received);
  try {
    listen(batch);
  } finally {
    release(batch);
  }
}
