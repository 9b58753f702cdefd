// A worker thread whose sockets never rest: what one gets, it answers and throws to the next.

import { parentPort } from 'node:worker_threads';
import { createSocket } from 'fast-dgram';

const ADDRESS = '127.0.0.1';
const SOCKETS = 4;

const sockets = Array.from({ length: SOCKETS }, () => createSocket('udp4'));
const ports = sockets.map((socket) => socket.bindSync({ address: ADDRESS }).port);
sockets.forEach((socket, place) => {
  const next = ports[(place + 1) % SOCKETS] as number;
  socket.on('message', (message, { port }) => {
    socket.send(message, next, ADDRESS, () => {});
    if (!ports.includes(port)) socket.send(message, port, ADDRESS);
  });
});
parentPort?.postMessage(ports);
