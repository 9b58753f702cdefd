// The flooding process: segmented sends as fast as the kernel takes them, and now and then a
// datagram for the quiet socket.

import { createSocket } from 'fast-dgram';
import { serve } from '../support/services.js';
import type { TargetPorts } from './target.js';

/** What leaves in one message. */
const TRAIN = Buffer.alloc(64 * 200);
const SEGMENT_SIZE = 200;

/** Trains in a turn of the loop. */
const TRAINS_PER_TURN = 8;

/** Between two datagrams for the quiet socket, in milliseconds. */
const QUIET_MS = 5;

const socket = createSocket('udp4');
const sent: Flood = { flooded: 0, quiet: 0 };
let turn: NodeJS.Immediate | undefined;

/** Datagrams that were sent to each socket. */
export interface Flood {
  flooded: number;
  quiet: number;
}

function sendInTurn({ flooded, quiet }: TargetPorts, quietIsDue: number): void {
  let due = quietIsDue;
  for (let count = 0; count < TRAINS_PER_TURN; count++) {
    const options = { port: flooded, address: '127.0.0.1', segmentSize: SEGMENT_SIZE };
    socket.sendMany(TRAIN, options, (error, datagrams) => {
      if (error) throw error;
      sent.flooded += datagrams;
    });
  }
  if (performance.now() >= due) {
    due = performance.now() + QUIET_MS;
    const number = Buffer.alloc(4);
    number.writeUInt32LE(sent.quiet++);
    socket.send(number, quiet, '127.0.0.1');
  }
  turn = setImmediate(() => sendInTurn({ flooded, quiet }, due));
}

const services = {
  start(ports: TargetPorts): void {
    sendInTurn(ports, performance.now());
  },
  /** Returns what was sent, once all of it has left. */
  async stop(): Promise<Flood> {
    clearImmediate(turn);
    await new Promise<void>((resolve) => socket.close(resolve));
    return sent;
  },
};

/** What the flooding process can be asked. */
export type FloodServices = typeof services;

serve(services);
