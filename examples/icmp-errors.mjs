// Asks several ports at once, from one unconnected socket, and learns at which nobody listens.
//
//   node examples/icmp-errors.mjs [first] [count] [address]
//
// Only ask hosts of your own. A port that says nothing may be open, or hidden by a firewall: an
// ICMP error is only a hint, and its absence tells nothing.

import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import dgram from 'fast-dgram';

const [first, count = '4', address = '127.0.0.1'] = process.argv.slice(2);

// A listener, so that one of the ports that are asked by default is open.
const listener = dgram.createSocket('udp4');
listener.bind(0, '127.0.0.1');
await once(listener, 'listening');

const start = first === undefined ? listener.address().port - 2 : Number(first);
const silent = new Set(Array.from({ length: Number(count) }, (_, place) => start + place));

const socket = dgram.createSocket({ type: 'udp4', icmpErrors: true });
const refused = [];
socket.on('icmpError', ({ port, code, offender }) => {
  silent.delete(port);
  refused.push(`${port}: ${code}, says ${offender}`);
});
// Errors go to 'icmpError' alone: no send here fails for what became of an earlier one.
socket.sendMany(
  [...silent].map((port) => ({ message: '', port, address })),
  (error, sent) => console.log(`Asked ${sent} ports${error ? `, ${error.message}` : ''}`),
);

await setTimeout(200); // hosts limit how many they send, and how fast
for (const line of refused.sort()) console.log(line);
for (const port of silent) console.log(`${port}: no error`);
socket.close();
listener.close();
