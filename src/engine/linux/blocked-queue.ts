import { ECANCELED } from '../errno.js';
import type { BlockedDatagram } from '../send-queue.js';
import { addon } from './addon.js';
import { memory } from './memory.js';

const { unblockedResults } = memory;

/** The datagrams of a socket that wait in C until the kernel takes them, first to leave first. */
export class BlockedQueue {
  #datagrams: BlockedDatagram[] = [];
  readonly #listener: { sendFailed(errno: number): void };

  /**
   * @param index the socket's
   * @param listener whom it tells of datagrams that fail
   */
  constructor(
    readonly index: number,
    listener: { sendFailed(errno: number): void },
  ) {
    this.#listener = listener;
  }

  get isEmpty(): boolean {
    return this.#datagrams.length === 0;
  }

  add(datagram: BlockedDatagram): void {
    this.#datagrams.push(datagram);
  }

  /** Tells the first `count` datagrams what C says has become of them. */
  settle(count: number): void {
    this.#settle(count, (place) => unblockedResults[place] as number);
  }

  /**
   * Waits a bounded time for the kernel to take them.
   *
   * @param timeLeft how long it may still be, in milliseconds
   */
  drain(timeLeft: () => number): void {
    while (!this.isEmpty) {
      const count = addon.drain(this.index, timeLeft());
      if (count <= 0) return;
      this.settle(count);
    }
  }

  /** Fails them all with ECANCELED. */
  cancel(): void {
    this.#settle(this.#datagrams.length, () => ECANCELED);
  }

  #settle(count: number, outcomeOf: (place: number) => number): void {
    const settled = this.#datagrams.splice(0, count);
    // All before any is told: an async hook may then settle another socket's.
    settled.forEach((datagram, place) => {
      datagram.outcome = outcomeOf(place);
    });
    for (const { outcome = 0 } of settled) if (outcome < 0) this.#listener.sendFailed(outcome);
    for (const datagram of settled) datagram.settled?.();
  }
}
