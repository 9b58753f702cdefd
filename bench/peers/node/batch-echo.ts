import type { Datagram, Socket } from 'fast-dgram';
import { bound, type Dgram } from './dgram.js';
import { print } from './lines.js';
import { Tally } from './tally.js';

/** Plays the role `echo`: a batch is answered at once. */
export async function echoBatches(load: () => Dgram): Promise<void> {
  const tally = await Tally.create();
  const socket = (await bound(load())) as Socket;
  socket.on('messages', (batch) => {
    const answers: Datagram[] = [];
    for (let position = 0; position < batch.length; position += 1) {
      const message = batch.data(position);
      tally.count(message);
      answers.push({ message, port: batch.port(position), address: batch.address(position) });
    }
    socket.sendMany(answers);
  });
  print({ port: socket.address().port });
}
