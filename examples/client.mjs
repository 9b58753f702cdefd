// A client that sends one datagram and prints what comes back.
//
//   node examples/client.mjs [text] [port] [address]
//
// It needs a server: node examples/server.mjs

import { once } from 'node:events';
import dgram from 'fast-dgram';

const [text = 'hello', port = '41234', address = '127.0.0.1'] = process.argv.slice(2);

const client = dgram.createSocket('udp4');

client.send(text, Number(port), address, (error, bytes) => {
  if (error) console.error(`Not sent: ${error.message}`);
  else console.log(`Sent "${text}", ${bytes} bytes, to ${address}:${port}`);
});

// UDP does not tell whether a datagram arrived: whoever waits for an answer needs a limit.
try {
  const [answer, remote] = await once(client, 'message', { signal: AbortSignal.timeout(2000) });
  console.log(`${remote.address}:${remote.port} answered "${answer}"`);
} catch {
  console.error('No answer within 2 seconds. Is the server running? node examples/server.mjs');
  process.exitCode = 1;
} finally {
  client.close();
}
