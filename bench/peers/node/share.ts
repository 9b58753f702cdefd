import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Dgram } from './dgram.js';
import { fail, print } from './lines.js';
import type { Parameters } from './parameters.js';
import { Tally } from './tally.js';

/** What a worker of the role `share` is told. */
export interface ShareTask {
  counts: Float64Array;
  /** How many there are. */
  workers: number;
  /** Of the group; 0: the first worker opens one. */
  port: number;
}

/** Plays the role `share`: several threads, each with a socket on one port. */
export async function share(_load: () => Dgram, parameters: Parameters): Promise<void> {
  const workers = parameters.number('workers');
  const tallies = await Tally.prepare(workers);
  let port = 0;
  // In turn: the first one's bind tells the port.
  for (const counts of tallies) {
    const workerData: ShareTask = { counts, workers, port };
    const worker = new Worker(path.join(__dirname, 'share-worker.js'), { workerData });
    worker.on('error', fail);
    [port] = (await once(worker, 'message')) as [number];
  }
  print({ port });
}
