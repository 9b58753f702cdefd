import assert from 'node:assert/strict';
import { once } from 'node:events';
import { inspect } from 'node:util';
import type { MessageBatch, Socket } from 'fast-dgram';
import {
  arrive,
  batches,
  datagrams,
  LOOPBACK,
  socketTest,
  takeHandle,
  texts,
  train,
} from '../support/sockets';

/** Sizes of trains: short datagrams, and those that fill an Ethernet frame. */
const TRAIN_SIZES = [64, 1200];

/** What reads a datagram of a batch. */
const READS = ['data', 'unsafeData', 'size', 'address', 'port', 'rinfo'] as const;

/** Reads the next batch while it can be read. */
function readNext<T>(socket: Socket, read: (batch: MessageBatch) => T): Promise<T> {
  return new Promise((resolve, reject) => {
    socket.once('messages', (batch) => {
      try {
        resolve(read(batch));
      } catch (error) {
        reject(error);
      }
    });
  });
}

socketTest('all datagrams of a wake-up come in one call, in their order', async (sockets) => {
  const receiver = sockets.bound();
  const senders = [sockets.bound(), sockets.bound(), sockets.bound()];
  const ports = senders.map((sender) => sender.address().port);
  for (let place = 0; place < 24; place += 1) {
    arrive(senders[place % 3] as Socket, receiver, `datagram ${place}`);
  }
  const [batch = [], ...others] = await batches(receiver, 24);
  assert.deepEqual(others, []);
  for (const [place, [message, { port }]] of batch.entries()) {
    assert.deepEqual([String(message), port], [`datagram ${place}`, ports[place % 3]]);
  }
});

socketTest('what more than one wake-up reads comes in several calls', async (sockets) => {
  const receiver = sockets.bound();
  const senders = [sockets.bound(), sockets.bound()];
  for (let place = 0; place < 100; place += 1) {
    arrive(senders[place % 2] as Socket, receiver, `${place}`);
  }
  const all = await batches(receiver, 100);
  assert.ok(all.length > 1);
  assert.deepEqual(
    texts(all.flat()),
    Array.from({ length: 100 }, (_, place) => `${place}`),
  );
});

for (const size of TRAIN_SIZES) {
  socketTest(`a train of ${size} byte datagrams is cut, its last shorter`, async (sockets) => {
    const receiver = sockets.bound();
    const sent = [...train(19, size), Buffer.alloc(size - 7, 19)];
    arrive(sockets.bound(), receiver, ...sent);
    const sizes = readNext(receiver, (batch) => sent.map((_, place) => batch.size(place)));
    const [batch = []] = await batches(receiver, sent.length);
    assert.deepEqual(
      batch.map(([message]) => message),
      sent,
    );
    assert.deepEqual(
      await sizes,
      sent.map(({ length }) => length),
    );
  });
}

for (const type of ['udp4', 'udp6'] as const) {
  socketTest(`a batch tells what 'message' tells, and does so first (${type})`, async (sockets) => {
    const receiver = sockets.bound(type);
    const senders = [sockets.bound(type), sockets.bound(type)] as const;
    for (const size of TRAIN_SIZES) {
      arrive(senders[0], receiver, 'alone');
      arrive(senders[1], receiver, ...train(5, size), Buffer.alloc(size - 1), '');
    }
    const total = 2 * 8;
    const told: unknown[] = [];
    const before: number[] = [];
    let heard = 0;
    receiver.on('messages', (batch) => {
      before.push(heard - told.length);
      for (let place = 0; place < batch.length; place += 1) {
        const message = batch.data(place);
        const remote = batch.rinfo(place);
        assert.ok(Buffer.isBuffer(message));
        assert.deepEqual(Buffer.from(batch.unsafeData(place)), message);
        assert.equal(batch.size(place), message.length);
        assert.equal(batch.address(place), remote.address);
        assert.equal(batch.port(place), remote.port);
        told.push([message, remote]);
      }
      assert.deepEqual([...batch], told.slice(-batch.length));
    });
    receiver.on('message', () => {
      heard += 1;
    });
    const oneByOne = await datagrams(receiver, total);
    assert.deepEqual(told, oneByOne);
    assert.deepEqual(
      before,
      before.map(() => 0),
    );
    const family = type === 'udp4' ? 'IPv4' : 'IPv6';
    const { port } = senders[1].address();
    const remote = { address: LOOPBACK[type], family, port, size: 0 };
    assert.deepEqual(oneByOne.at(-1), [Buffer.alloc(0), remote]);
  });
}

socketTest("a batch tells IPv4 senders of an IPv6 socket as 'message' does", async (sockets) => {
  const receiver = sockets.bound('udp6', '::');
  const sender = sockets.bound();
  const { port } = receiver.address();
  sender.send('one', port, '127.0.0.1');
  const oneByOne = datagrams(receiver, 1);
  const [batch = []] = await batches(receiver, 1);
  assert.equal(batch[0]?.[1].address, '::ffff:127.0.0.1');
  assert.deepEqual(batch, await oneByOne);
});

socketTest('empty datagrams have a place in the batch', async (sockets) => {
  const receiver = sockets.bound();
  const sender = sockets.bound();
  arrive(sender, receiver, '', '', 'text', '');
  const seen = readNext(receiver, (batch) =>
    Array.from(batch, ([message], place) => [batch.size(place), String(message)]),
  );
  assert.deepEqual(await seen, [
    [0, ''],
    [0, ''],
    [4, 'text'],
    [0, ''],
  ]);
});

socketTest('the longest datagram is whole', async (sockets) => {
  const receiver = sockets.bound();
  const sent = Buffer.alloc(65_507, 'abcdefg');
  arrive(sockets.bound(), receiver, sent);
  await readNext(receiver, (batch) => {
    assert.ok(batch.data(0).equals(sent));
    assert.ok(batch.unsafeData(0).equals(sent));
  });
});

socketTest('the datagrams of a batch may be read in any order', async (sockets) => {
  const receiver = sockets.bound();
  const senders = [sockets.bound(), sockets.bound()] as const;
  arrive(senders[0], receiver, ...train(10, 50));
  arrive(senders[1], receiver, Buffer.alloc(7, 10));
  arrive(senders[0], receiver, ...train(10, 1200, 11));
  arrive(senders[1], receiver, '', ...train(3, 30, 22));
  const orders = [
    [24, 0, 12, 21, 10, 9, 11, 20, 23, 1],
    Array.from({ length: 25 }, (_, place) => 24 - place),
    Array.from({ length: 25 }, (_, place) => (place * 7) % 25),
  ];
  await readNext(receiver, (batch) => {
    assert.equal(batch.length, 25);
    const inOrder = [...batch];
    for (const place of orders.flat()) {
      assert.deepEqual([batch.data(place), batch.rinfo(place)], inOrder[place]);
      assert.deepEqual(Buffer.from(batch.unsafeData(place)), inOrder[place]?.[0]);
      assert.equal(batch.data(place)[0], place === 21 ? undefined : place);
    }
  });
});

socketTest('the methods of a batch may be mixed in any order', async (sockets) => {
  const receiver = sockets.bound();
  const senders = [sockets.bound(), sockets.bound()] as const;
  const ports = senders.map((sender) => sender.address().port);
  arrive(senders[0], receiver, ...train(4, 50));
  arrive(senders[1], receiver, ...train(4, 60, 4));
  await readNext(receiver, (batch) => {
    assert.equal(batch.port(7), ports[1]);
    assert.equal(batch.size(0), 50);
    assert.equal(batch.data(5)[0], 5);
    assert.equal(batch.port(3), ports[0]);
    assert.equal(batch.unsafeData(2)[0], 2);
    assert.equal(batch.address(6), '127.0.0.1');
    assert.equal(batch.rinfo(4).size, 60);
    assert.equal(batch.rinfo(1).port, ports[0]);
  });
});

socketTest('data may be kept while other datagrams come', async (sockets) => {
  const receiver = sockets.bound();
  const senders = [sockets.bound(), sockets.bound()] as const;
  arrive(senders[0], receiver, 'alone', ...train(10, 50));
  const [kept = []] = await batches(receiver, 11);
  const copies = kept.map(([message, remote]) => [Buffer.from(message), { ...remote }]);
  for (let round = 0; round < 3; round += 1) {
    arrive(senders[1], receiver, 'other', ...train(40, 200, 100));
    await batches(receiver, 41);
  }
  assert.deepEqual(kept, copies);
});

socketTest('what a listener changes in rinfo, nobody else sees', async (sockets) => {
  const receiver = sockets.bound();
  const sender = sockets.bound();
  arrive(sender, receiver, ...train(2));
  const again = readNext(receiver, (batch) => {
    batch.rinfo(0).port = -1;
    return [batch.rinfo(0).port, batch.rinfo(1).port];
  });
  const oneByOne = await datagrams(receiver, 2);
  const { port } = sender.address();
  assert.deepEqual(await again, [port, port]);
  assert.deepEqual(
    oneByOne.map(([, remote]) => remote.port),
    [port, port],
  );
});

socketTest('sends and questions while a batch is read do not disturb it', async (sockets) => {
  const receiver = sockets.bound();
  const sender = sockets.bound();
  const connected = sockets.connectedTo(receiver);
  arrive(sender, receiver, 'first', ...train(3));
  await readNext(receiver, (batch) => {
    const inOrder = [...batch];
    arrive(connected, sender, 'other');
    arrive(receiver, sender, ...train(50, 300, 100));
    assert.equal(receiver.address().port, connected.remoteAddress().port);
    takeHandle(connected);
    assert.deepEqual([...batch], inOrder);
    assert.equal(String(batch.unsafeData(0)), 'first');
  });
});

for (const position of [
  -1,
  3,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '0',
  undefined,
  null,
  Symbol('0'),
]) {
  socketTest(`a batch of three has no position ${String(position)}`, async (sockets) => {
    const receiver = sockets.bound();
    arrive(sockets.bound(), receiver, ...train(3));
    await readNext(receiver, (batch) => {
      for (const read of READS) {
        const call = () => Reflect.apply(batch[read], batch, [position]);
        assert.throws(call, { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' }, read);
      }
    });
  });
}

socketTest("a batch's length is not to be changed", async (sockets) => {
  const receiver = sockets.bound();
  arrive(sockets.bound(), receiver, ...train(3));
  await readNext(receiver, (batch) => {
    assert.throws(() => Object.assign(batch, { length: 30 }), TypeError);
    assert.equal(batch.length, 3);
  });
});

socketTest('a batch whose listeners have returned can be read no more', async (sockets) => {
  const receiver = sockets.bound();
  arrive(sockets.bound(), receiver, 'one', 'two');
  const released = { name: 'Error', code: 'ERR_SOCKET_DGRAM_BATCH_RELEASED' };
  const [batch] = (await once(receiver, 'messages')) as [MessageBatch];
  assert.equal(inspect(batch), 'MessageBatch {}');
  for (const read of READS) assert.throws(() => batch[read](0), released, read);
  assert.throws(() => batch.data(-1), released);
  assert.throws(() => [...batch], released);
});

socketTest('an iteration that outlives the listeners ends with an error', async (sockets) => {
  const receiver = sockets.bound();
  arrive(sockets.bound(), receiver, 'one', 'two');
  const iterator = await readNext(receiver, (batch) => {
    const begun = batch[Symbol.iterator]();
    assert.equal(String(begun.next().value?.[0]), 'one');
    return begun;
  });
  assert.throws(() => iterator.next(), { code: 'ERR_SOCKET_DGRAM_BATCH_RELEASED' });
});

socketTest('a batch stays readable for all of its listeners', async (sockets) => {
  const receiver = sockets.bound();
  const sender = sockets.bound();
  const heard: string[] = [];
  receiver.on('messages', (batch) => heard.push(`first ${batch.data(0)}`));
  receiver.on('messages', (batch) => heard.push(`second ${batch.data(0)}`));
  arrive(sender, receiver, 'text');
  await once(receiver, 'messages');
  assert.deepEqual(heard, ['first text', 'second text']);
});
