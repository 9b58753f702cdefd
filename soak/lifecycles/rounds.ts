// A process in which sockets live and die.

import { once } from 'node:events';
import { createSocket } from 'fast-dgram';
import { resources } from '../support/resources.js';
import { serve } from '../support/services.js';
import { LIVES } from './lives.js';

let sent = 0;
let received = 0;

const server = createSocket('udp4', (message, { port, address }) => {
  received++;
  server.send(message, port, address);
});
const { port } = server.bindSync({ address: '127.0.0.1' });

const services = {
  resources,
  /** Lives that many lives; returns how many datagrams were sent, all of which have arrived. */
  async repeat(count: number): Promise<number> {
    const before = sent;
    for (let round = 0; round < count; round++) {
      sent += (await LIVES[round % LIVES.length]?.(port)) ?? 0;
    }
    while (received < sent) await once(server, 'message');
    return sent - before;
  },
};

/** What a process of lives can be asked. */
export type LifeServices = typeof services;

serve(services);
