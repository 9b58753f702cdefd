import { once } from 'node:events';
import { createSocket } from 'fast-dgram';

/** Datagrams of a train, and bytes in each. */
export const TRAIN = { count: 20, size: 100 };

/** Sends equal datagrams in one tick: one segmented send, which a reader with UDP_GRO gets uncut. */
export async function sendTrain(port: number): Promise<void> {
  const client = createSocket('udp4');
  client.bind(0, '127.0.0.1');
  await once(client, 'listening');
  for (let place = 0; place < TRAIN.count; place += 1) {
    client.send(Buffer.alloc(TRAIN.size, place), port, '127.0.0.1');
  }
  client.close();
}
