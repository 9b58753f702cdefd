import type { MessageBatch, Socket } from 'fast-dgram';
import { bound, type Dgram } from './dgram.js';
import { print } from './lines.js';
import type { Parameters } from './parameters.js';
import { Tally } from './tally.js';

/** Plays the role `receive`, batch by batch. */
export async function receiveBatches(load: () => Dgram, parameters: Parameters): Promise<void> {
  const tally = await Tally.create();
  const socket = (await bound(load())) as Socket;
  const dataOf = parameters.has('unsafe')
    ? (batch: MessageBatch, position: number) => batch.unsafeData(position)
    : (batch: MessageBatch, position: number) => batch.data(position);
  socket.on('messages', (batch) => {
    for (let position = 0; position < batch.length; position += 1) {
      tally.count(dataOf(batch, position));
    }
  });
  print({ port: socket.address().port });
}
