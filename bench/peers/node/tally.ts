import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { fail } from './lines.js';

/**
 * Counts what a listening peer receives. A thread of its own obeys `start` and `stop`: Bun's event
 * loop reads nothing else while a socket has datagrams.
 */
export class Tally {
  /** The last message's: a program looks into what it receives. */
  firstByte: number | undefined;
  /** How many messages and how many bytes; the thread reads them. */
  readonly #counts: Float64Array;

  /** @param counts from {@link Tally.prepare} */
  constructor(counts: Float64Array) {
    this.#counts = counts;
  }

  /** Ready to be told to start. */
  static async create(): Promise<Tally> {
    const [counts] = await Tally.prepare(1);
    return new Tally(counts as Float64Array);
  }

  /** Memory for the tallies of several threads, ready to be told to start. */
  static async prepare(threads: number): Promise<Float64Array[]> {
    const counts = Array.from(
      { length: threads },
      () => new Float64Array(new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT)),
    );
    const worker = new Worker(path.join(__dirname, 'tally-worker.js'), { workerData: counts });
    worker.on('error', fail);
    worker.on('exit', () => process.exit());
    await once(worker, 'message');
    return counts;
  }

  count(message: Buffer): void {
    this.#counts[0] = (this.#counts[0] as number) + 1;
    this.#counts[1] = (this.#counts[1] as number) + message.length;
    this.firstByte = message[0];
  }
}
