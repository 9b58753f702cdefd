// A connected client: send() needs no address, datagrams of others are not delivered, and one
// learns when nobody listens.
//
//   node examples/connected-client.mjs [count] [port] [address]
//
// It sends that many datagrams and awaits as many answers. It needs a server:
// node examples/server.mjs

import { once } from 'node:events';
import dgram from 'fast-dgram';

const [count = '5', port = '41234', address = '127.0.0.1'] = process.argv.slice(2);

const client = dgram.createSocket('udp4');
client.connect(Number(port), address);
await once(client, 'connect');

const local = client.address();
const remote = client.remoteAddress();
console.log(`${local.address}:${local.port} is connected to ${remote.address}:${remote.port}`);

let answers = 0;
const timeout = setTimeout(() => {
  console.error(`Only ${answers} of ${count} answers came within 2 seconds`);
  process.exitCode = 1;
  client.close();
}, 2000);

client.on('message', (message) => {
  answers++;
  console.log(`Answer ${answers}: "${message}"`);
  if (answers === Number(count)) client.close();
});

// The system tells a connected socket that the port is closed (ICMP port unreachable).
client.on('error', (error) => {
  console.error(`${error.message}: is the server running? node examples/server.mjs`);
  process.exitCode = 1;
  client.close();
});

client.on('close', () => clearTimeout(timeout));

for (let number = 1; number <= Number(count); number++) client.send(`datagram ${number}`);
