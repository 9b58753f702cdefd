// A server that answers every datagram with its text in capitals, until Ctrl+C.
//
//   node examples/server.mjs [port] [address]
//
// Then, in another terminal: node examples/client.mjs

import dgram from 'fast-dgram';

const [port = '41234', address = '127.0.0.1'] = process.argv.slice(2);

const server = dgram.createSocket('udp4');

server.on('message', (message, remote) => {
  console.log(`${remote.address}:${remote.port} sent "${message}"`);
  server.send(String(message).toUpperCase(), remote.port, remote.address);
});

server.on('listening', () => {
  const bound = server.address();
  console.log(`Listening on ${bound.address}:${bound.port}, Ctrl+C to stop`);
});

server.on('error', (error) => {
  console.error(`The server failed: ${error.message}`);
  process.exitCode = 1;
  server.close();
});

process.on('SIGINT', () => {
  server.close(() => console.log('Closed'));
  process.exitCode = 0;
});

server.bind(Number(port), address);
