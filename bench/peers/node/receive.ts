import { bound, type Dgram } from './dgram.js';
import { print } from './lines.js';
import { Tally } from './tally.js';

/** Plays the role `receive`. */
export async function receive(load: () => Dgram): Promise<void> {
  const tally = await Tally.create();
  const socket = await bound(load(), (message) => tally.count(message));
  print({ port: socket.address().port });
}
