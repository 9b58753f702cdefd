import { AsyncResource } from 'node:async_hooks';
import { addon } from './addon.js';
import type { BlockedQueue } from './blocked-queue.js';
import { clearTimeout, setTimeout } from './clock.js';

/** How long closed sockets wait for their queues to leave, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

interface ClosingSocket {
  readonly queue: BlockedQueue;
  readonly timeout: NodeJS.Timeout;
  closed(): void;
}

/** Sockets that are closed, but for datagrams that the kernel has not taken yet. */
export class ClosingSockets {
  readonly #sockets = new Map<number, ClosingSocket>();

  /**
   * Lets go of a socket when its queue has left, or a second later without what is left of it.
   *
   * @param closed called then, in the present context
   */
  add(queue: BlockedQueue, closed: () => void): void {
    const { index } = queue;
    addon.pause(index);
    const timeout = setTimeout(() => this.#end(index), CLOSE_TIMEOUT);
    this.#sockets.set(index, { queue, timeout, closed: AsyncResource.bind(closed) });
  }

  /** Tells a socket's first `count` datagrams what C says has become of them. */
  settle(index: number, count: number): void {
    const socket = this.#sockets.get(index);
    if (socket === undefined) return;
    socket.queue.settle(count);
    if (socket.queue.isEmpty) this.#end(index);
  }

  /**
   * Waits a bounded time for the kernel to take what is left, and lets go of all sockets.
   *
   * @param timeLeft how long it may still be, in milliseconds
   * @returns whether there were any
   */
  drain(timeLeft: () => number): boolean {
    const sockets = [...this.#sockets.values()];
    for (const { queue } of sockets) {
      queue.drain(timeLeft);
      this.#end(queue.index);
    }
    return sockets.length > 0;
  }

  #end(index: number): void {
    const socket = this.#sockets.get(index);
    if (socket === undefined) return;
    this.#sockets.delete(index);
    clearTimeout(socket.timeout);
    addon.close(index);
    socket.queue.cancel();
    socket.closed();
  }
}
