import assert from 'node:assert/strict';
import { once } from 'node:events';
import { features, type RemoteInfo, type Socket } from 'fast-dgram';
import { socketTest } from '../support/sockets';

const SOL_SOCKET = 1;
const SO_TIMESTAMP = 29;

/** Resolves with what a socket is told of its next datagrams. */
function remotes(socket: Socket, count: number): Promise<RemoteInfo[]> {
  const told: RemoteInfo[] = [];
  return new Promise((resolve) => {
    socket.on('message', (_message, remote) => {
      told.push(remote);
      if (told.length === count) resolve(told);
    });
  });
}

socketTest(
  'what is told of each of many datagrams has room after a socket that is told nothing',
  async (sockets) => {
    const plain = sockets.bound();
    const informed = sockets.bound({ receiveInfo: true });
    const sender = sockets.bound();
    const { address, port } = plain.address();
    sender.send('x', port, address);
    await once(plain, 'message');

    const arrived = remotes(informed, 3);
    // Each longer than the one before: none leaves as a segment of another.
    sender.sendMany(['1', '22', '333'], { port: informed.address().port, address });
    for (const { size, destinationAddress, tos, ttl, timestamp } of await arrived) {
      assert.deepEqual(
        { destinationAddress, tos, ttl },
        { destinationAddress: address, tos: 0, ttl: 64 },
      );
      assert.equal(typeof timestamp, 'bigint', `of ${size} bytes`);
    }
  },
);

const skip = features().gro ? false : 'this kernel has no trains';

socketTest(
  'a train is cut although the program has asked the kernel to tell more',
  { skip },
  async (sockets) => {
    const receiver = sockets.bound();
    receiver.setRawOption(SOL_SOCKET, SO_TIMESTAMP, true);
    const sender = sockets.connectedTo(receiver);
    const arrived = remotes(receiver, 10);
    sender.sendMany(Buffer.alloc(1000), { segmentSize: 100 });
    assert.deepEqual(
      (await arrived).map(({ size }) => size),
      Array(10).fill(100),
    );
    assert.equal(receiver.stats().trainsReceived, 1);
  },
);
