// Joins a group on every interface of this host, sends by every one, and tells what arrives where.
//
//   node examples/multicast-all.mjs [group] [port]
//
// On loopback too: it needs no network.

import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import dgram from 'fast-dgram';

const [group = '239.255.41.237', port = '41237'] = process.argv.slice(2);

const receiver = dgram.createSocket({
  type: 'udp4',
  reuseAddr: true, // other receivers of this host may have the port, too
  receiveInfo: ['destination'],
});
receiver.setOption('multicastAll', false); // groups that others have joined are not ours
receiver.bind(Number(port));
await once(receiver, 'listening');

receiver.addMembership(group, '*');
for (const membership of receiver.memberships()) {
  console.log(`Joined ${membership.group} on interface ${membership.interface}`);
}

// Those with an IPv4 address, by name.
const names = Object.entries(networkInterfaces())
  .filter(([, addresses]) => addresses.some(({ family }) => family === 'IPv4'))
  .map(([name]) => name);

const sender = dgram.createSocket('udp4');
const waiting = new Set(names);
receiver.on('message', (message, { interfaceName, destinationAddress }) => {
  if (!waiting.delete(String(message))) return; // somebody else's
  console.log(`"${message}" came by ${interfaceName}, to ${destinationAddress}`);
  if (waiting.size === 0) finish();
});

const timeout = setTimeout(() => {
  console.error(`Nothing came by ${[...waiting].join(', ')} within 2 seconds`);
  process.exitCode = 1;
  finish();
}, 2000);

function finish() {
  clearTimeout(timeout);
  receiver.dropMembership(group, '*');
  console.log(`Left; memberships: ${receiver.memberships().length}`);
  receiver.close();
  sender.close();
}

// Each by the interface whose name it carries.
sender.sendMany(
  names.map((name) => ({ message: name, port: Number(port), address: group, interface: name })),
  (error) => {
    if (error) console.error(`Not all were sent: ${error.message}`);
  },
);
