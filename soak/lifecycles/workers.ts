// A process whose worker threads are terminated in the middle of their traffic.

import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { createSocket } from 'fast-dgram';
import { resources } from '../support/resources.js';
import { serve } from '../support/services.js';
import type { LifeServices } from './rounds.js';

/** What is thrown at each worker. */
const DATAGRAMS = 200;

const client = createSocket('udp4');
client.bindSync({ address: '127.0.0.1' });
const BOUNCER = path.join(__dirname, 'bouncer.js');

async function terminateInTraffic(): Promise<number> {
  const worker = new Worker(BOUNCER);
  const [ports] = (await once(worker, 'message')) as [number[]];
  const answered = answerFrom(ports);
  for (let place = 0; place < DATAGRAMS; place++) {
    client.send(`datagram ${place}`, ports[place % ports.length], '127.0.0.1');
  }
  await answered;
  await worker.terminate();
  return DATAGRAMS;
}

/** Answers of those that were terminated before may still be on their way. */
function answerFrom(ports: readonly number[]): Promise<void> {
  return new Promise((resolve) => {
    client.on('message', function listen(_, { port }) {
      if (!ports.includes(port)) return;
      client.off('message', listen);
      resolve();
    });
  });
}

const services: LifeServices = {
  resources,
  /** Starts and terminates that many; returns how many datagrams were sent to them. */
  async repeat(count: number): Promise<number> {
    let sent = 0;
    for (let round = 0; round < count; round++) sent += await terminateInTraffic();
    return sent;
  },
};

serve(services);
