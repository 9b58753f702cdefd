// Lives that a socket can have. Each takes the port of a server that answers every datagram, and
// returns how many it has sent there.

import { once } from 'node:events';
import { createSocket } from 'fast-dgram';

const ADDRESS = '127.0.0.1';

type Life = (server: number) => Promise<number>;

const sendsAndCloses: Life = async (server) => {
  const socket = createSocket('udp4');
  socket.bind(0, ADDRESS);
  await once(socket, 'listening');
  await new Promise<void>((resolve, reject) => {
    socket.send('one', server, ADDRESS, (error) => (error ? reject(error) : resolve()));
  });
  await closed(socket);
  return 1;
};

/** Before the implicit bind is done. */
const closesAtOnce: Life = async (server) => {
  const socket = createSocket('udp4');
  for (const message of ['one', 'two', 'three']) socket.send(message, server, ADDRESS);
  await closed(socket);
  return 3;
};

const closesInItsListener: Life = async (server) => {
  const socket = createSocket('udp4');
  socket.on('message', () => socket.close());
  socket.connect(server, ADDRESS, () => socket.send('one'));
  await once(socket, 'close');
  return 1;
};

/** Long enough for a poll handle of its own. */
const isBusy: Life = async (server) => {
  const exchanges = 12;
  const socket = createSocket('udp4');
  socket.bindSync({ address: ADDRESS });
  for (let count = 0; count < exchanges; count++) {
    socket.send('ping', server, ADDRESS);
    await once(socket, 'message');
  }
  await closed(socket);
  return exchanges;
};

const livesInBatches: Life = async (server) => {
  const datagrams = 8;
  const socket = createSocket('udp4');
  let answers = 0;
  socket.on('messages', (batch) => {
    answers += batch.length;
    if (answers === datagrams) socket.close();
  });
  const options = { port: server, address: ADDRESS, segmentSize: 10 };
  socket.sendMany(Buffer.alloc(datagrams * 10), options);
  await once(socket, 'close');
  return datagrams;
};

function closed(socket: ReturnType<typeof createSocket>): Promise<void> {
  return new Promise((resolve) => socket.close(resolve));
}

/** All of them. */
export const LIVES: readonly Life[] = [
  sendsAndCloses,
  closesAtOnce,
  closesInItsListener,
  isBusy,
  livesInBatches,
];
