import { bound, type Dgram, takeHandle } from './dgram.js';
import { print } from './lines.js';
import type { Parameters } from './parameters.js';
import { Tally } from './tally.js';

/** Plays the role `echo`. */
export async function echo(load: () => Dgram, parameters: Parameters): Promise<void> {
  const tally = await Tally.create();
  const socket = await bound(load(), (message, { port, address }) => {
    tally.count(message);
    socket.send(message, port, address);
  });
  if (parameters.has('shared')) takeHandle(socket);
  // A client that has gone is an error on Bun; a server goes on.
  socket.on('error', () => {});
  print({ port: socket.address().port });
}
