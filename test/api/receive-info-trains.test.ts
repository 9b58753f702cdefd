import assert from 'node:assert/strict';
import { features, type MessageBatch, type Socket } from 'fast-dgram';
import { arrive, batches, datagrams, socketTest, takeHandle, train } from '../support/sockets';
import { LOOPBACK_INDEX, toldOf } from '../support/told';

const COUNT = 10;

const noTrains = features().gro && features().gso ? false : 'the kernel has no trains';

const TOLD = {
  truncated: false,
  destinationAddress: '127.0.0.1',
  localAddress: '127.0.0.1',
  interfaceIndex: LOOPBACK_INDEX,
  interfaceName: 'lo',
};

/** A sender whose datagrams have that type of service. */
function saying(sender: Socket, tos: number): Socket {
  sender.setOption('tos', tos);
  return sender;
}

socketTest('each datagram of a train is told', { skip: noTrains }, async (sockets) => {
  const receiver = sockets.bound({ receiveInfo: true });
  const sender = saying(sockets.bound(), 9);
  const received = datagrams(receiver, COUNT);
  arrive(sender, receiver, ...train(COUNT));
  const told = (await received).map(([, remote]) => toldOf(remote));
  assert.deepEqual(told, Array(COUNT).fill({ ...TOLD, tos: 9, ecn: 1, ttl: 64 }));
  assert.equal(new Set((await received).map(([, { timestamp }]) => timestamp)).size, 1);
  const remotes = (await received).map(([, remote]) => remote);
  assert.equal(new Set(remotes).size, COUNT, 'each has an object of its own');
  assert.equal(receiver.stats().trainDatagramsReceived, COUNT);
});

socketTest(
  'a batch has one object for all datagrams of a train, which may be kept',
  { skip: noTrains },
  async (sockets) => {
    const receiver = sockets.bound({ receiveInfo: ['tos'] });
    const [first, second] = [saying(sockets.bound(), 1), saying(sockets.bound(), 2)];
    const infos = new Promise<ReturnType<MessageBatch['info']>[]>((resolve) => {
      receiver.on('messages', (batch) => {
        // Backwards: none is found by those before it.
        const places = Array.from({ length: batch.length }, (_, place) => batch.length - 1 - place);
        resolve(places.map((place) => batch.info(place)).reverse());
      });
    });
    arrive(first, receiver, ...train(COUNT));
    arrive(second, receiver, ...train(COUNT));
    arrive(first, receiver, 'alone');
    const all = await infos;
    assert.equal(all.length, 2 * COUNT + 1);
    assert.deepEqual(new Set(all.slice(0, COUNT)), new Set([all[0]]));
    assert.equal(new Set(all).size, 3);
    assert.deepEqual(
      [all[0], all[COUNT], all[2 * COUNT]].map((info) => info?.tos),
      [1, 2, 1],
    );
    assert.ok(all.every(Object.isFrozen));
    assert.equal(receiver.stats().trainsReceived, 2);
  },
);

socketTest('a socket that takes no trains is told, too', async (sockets) => {
  const receiver = sockets.bound({ receiveInfo: true, coalesce: false });
  const received = datagrams(receiver, COUNT);
  arrive(saying(sockets.bound(), 9), receiver, ...train(COUNT));
  const told = (await received).map(([, remote]) => toldOf(remote));
  assert.deepEqual(told, Array(COUNT).fill({ ...TOLD, tos: 9, ecn: 1, ttl: 64 }));
  assert.equal(receiver.stats().trainsReceived, 0);
});

socketTest('a socket whose handle was taken tells what waited, and goes on', async (sockets) => {
  const receiver = sockets.bound({ receiveInfo: true });
  const sender = saying(sockets.bound(), 9);
  const told = { ...TOLD, tos: 9, ecn: 1, ttl: 64 };
  const infos: object[] = [];
  receiver.on('messages', (batch) => {
    for (let place = 0; place < batch.length; place += 1) {
      const { timestamp, ...info } = batch.info(place);
      assert.equal(typeof timestamp, 'bigint');
      infos.push(info);
    }
  });
  for (const waited of [true, false]) {
    const [oneByOne, batched] = [datagrams(receiver, COUNT), batches(receiver, COUNT)];
    arrive(sender, receiver, ...train(COUNT));
    if (waited) takeHandle(receiver);
    assert.deepEqual(
      (await oneByOne).map(([, remote]) => toldOf(remote)),
      Array(COUNT).fill(told),
    );
    assert.deepEqual(
      (await batched).flat().map(([, remote]) => toldOf(remote)),
      Array(COUNT).fill(told),
    );
  }
  assert.deepEqual(infos, Array(2 * COUNT).fill(told));
});

socketTest(
  'taking the handle in a listener does not disturb what is being told',
  async (sockets) => {
    const receiver = sockets.bound({ receiveInfo: ['tos'] });
    const [first, second] = [saying(sockets.bound(), 1), saying(sockets.bound(), 2)];
    const told: unknown[] = [];
    const done = new Promise<void>((resolve) => {
      receiver.on('message', (_message, { tos }) => {
        if (told.push(tos) === 1) {
          arrive(second, receiver, ...train(COUNT));
          takeHandle(receiver);
        }
        if (told.length === 2 * COUNT) resolve();
      });
    });
    arrive(first, receiver, ...train(COUNT));
    await done;
    assert.deepEqual(told, [...Array(COUNT).fill(1), ...Array(COUNT).fill(2)]);
  },
);
