import { bound, type Dgram } from './dgram.js';
import { print } from './lines.js';
import type { Parameters } from './parameters.js';
import { Tally } from './tally.js';

/** Plays the role `receive`. */
export async function receive(load: () => Dgram, parameters: Parameters): Promise<void> {
  const tally = await Tally.create();
  const options = { receiveInfo: parameters.has('info') };
  const socket = await bound(load(), (message) => tally.count(message), options);
  print({ port: socket.address().port });
}
