// A server on all addresses of this host that answers from the one that was asked.
//
//   node examples/answer-from.mjs [port] [seconds]
//
// Its clients, in the same process, ask two addresses of loopback. With a number of seconds it
// goes on serving for so long: ask it from another host, at any of its addresses.

import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import dgram from 'fast-dgram';

const [port = '0', seconds = '0'] = process.argv.slice(2);

const server = dgram.createSocket({ type: 'udp4', receiveInfo: ['destination'] });
server.on('message', (question, remote) => {
  const { address, port, localAddress, destinationAddress, interfaceName } = remote;
  console.log(`${destinationAddress} was asked "${question}", by way of ${interfaceName}`);
  // Where a group or everybody was asked, localAddress is the one to answer from.
  server.send(`you asked ${destinationAddress}`, { address, port, localAddress });
});
server.bind(Number(port));
await once(server, 'listening');

async function ask(address) {
  const client = dgram.createSocket('udp4');
  // A connected socket gets nothing from any other address.
  client.connect(server.address().port, address);
  await once(client, 'connect');
  client.send('where am I?');
  const [answer, remote] = await once(client, 'message', { signal: AbortSignal.timeout(2000) });
  console.log(`${remote.address} answered "${answer}"`);
  client.close();
}

await ask('127.0.0.1');
await ask('127.0.0.2');
if (Number(seconds) > 0) {
  console.log(`Serving at port ${server.address().port} for ${seconds} seconds`);
  await setTimeout(Number(seconds) * 1000);
}
server.close();
