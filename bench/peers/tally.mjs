// What the peers on Bun and Deno share of the roles that listen.

import process from 'node:process';
import { Worker } from 'node:worker_threads';

/**
 * Counts what a listening peer receives from the line `start` to the line `stop`. A thread of its
 * own waits for these: Bun's event loop reads nothing else while a socket has datagrams.
 */
export class Tally {
  /** How many datagrams, and how many bytes; the thread reads them. */
  #counts = new Float64Array(new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT));

  constructor() {
    const worker = new Worker(new URL('./tally-worker.mjs', import.meta.url), {
      workerData: this.#counts,
    });
    worker.on('message', () => process.exit());
    worker.on('error', (error) => {
      throw error;
    });
  }

  count(bytes) {
    this.#counts[0] += 1;
    this.#counts[1] += bytes;
  }
}
