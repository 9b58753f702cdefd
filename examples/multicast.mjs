// Multicast: two receivers join a group on one interface, and each gets what is sent to it.
//
//   node examples/multicast.mjs [group] [port] [interface]
//
// The interface is given by its address. The default, loopback, needs no network.

import { once } from 'node:events';
import dgram from 'fast-dgram';

const [group = '239.255.41.234', port = '41235', networkInterface = '127.0.0.1'] =
  process.argv.slice(2);

async function join(name) {
  // reuseAddr: several sockets may bind the port, and each gets every multicast datagram.
  const receiver = dgram.createSocket({ type: 'udp4', reuseAddr: true });
  receiver.bind(Number(port), group);
  await once(receiver, 'listening');
  receiver.addMembership(group, networkInterface);
  console.log(`${name} joined ${group}:${receiver.address().port} on ${networkInterface}`);
  return receiver;
}

async function receive(name, receiver) {
  const [message, remote] = await once(receiver, 'message', {
    signal: AbortSignal.timeout(2000),
  });
  console.log(`${name} got "${message}" from ${remote.address}`);
  receiver.dropMembership(group, networkInterface);
  receiver.close();
}

const receivers = new Map([
  ['Alice', await join('Alice')],
  ['Bob', await join('Bob')],
]);

const sender = dgram.createSocket('udp4');
sender.bind(0, networkInterface);
await once(sender, 'listening');
sender.setMulticastInterface(networkInterface);
sender.setMulticastTTL(1); // not beyond this network
sender.setMulticastLoopback(true); // this host's own receivers get it too
sender.send('hello, group', Number(port), group, () => sender.close());

await Promise.all([...receivers].map(([name, receiver]) => receive(name, receiver)));
