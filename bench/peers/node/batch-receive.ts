import type { Socket } from 'fast-dgram';
import { bound, type Dgram } from './dgram.js';
import { print } from './lines.js';
import { Tally } from './tally.js';

/** Plays the role `receive`, batch by batch. */
export async function receiveBatches(load: () => Dgram): Promise<void> {
  const tally = await Tally.create();
  const socket = (await bound(load())) as Socket;
  socket.on('messages', (batch) => {
    for (let position = 0; position < batch.length; position += 1) {
      tally.count(batch.data(position));
    }
  });
  print({ port: socket.address().port });
}
