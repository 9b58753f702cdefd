// The server's process: counts each client's datagrams, and answers those that ask for it.

import dgram from 'fast-dgram';
import { endWithMain, type ServerReport } from './processes.js';
import { Kind, packAcknowledgement, readKind, readPosition } from './wire.js';

/** Room for what clients may have under way; the kernel grants what it allows. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** By the client's port. */
const received = new Map<number, number>();

const server = dgram.createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });

server.on('message', (datagram, client) => {
  const kind = readKind(datagram);
  const position = readPosition(datagram);
  let count = received.get(client.port) ?? 0;
  if (kind !== Kind.Question) received.set(client.port, ++count);
  if (kind !== Kind.Data) {
    server.send(packAcknowledgement({ position, received: count }), client.port, client.address);
  }
});

server.bind(0, '127.0.0.1', () => {
  const report: ServerReport = {
    port: server.address().port,
    receiveBufferBytes: server.getRecvBufferSize(),
  };
  process.send?.(report);
});

endWithMain();
