import { ADDRESS, bound, type Dgram } from './dgram.js';
import { print } from './lines.js';
import type { Parameters } from './parameters.js';
import { Tally } from './tally.js';

/** Plays the role `receive`. */
export async function receive(load: () => Dgram, parameters: Parameters): Promise<void> {
  const tally = await Tally.create();
  const isIpv6 = parameters.has('ipv6');
  const type = isIpv6 ? 'udp6' : 'udp4';
  const options = { type, receiveInfo: parameters.has('info') };
  const address = isIpv6 ? '::' : ADDRESS;
  const socket = await bound(load(), (message) => tally.count(message), options, address);
  print({ port: socket.address().port });
}
