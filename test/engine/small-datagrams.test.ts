import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { createSocket, features } from 'fast-dgram';

const { gso, gro } = features();
const skip = gso && gro ? false : 'this kernel has no trains';

/** What a train's datagrams of these sizes say by their memory alone. */
async function memoryOfTrain(sizes: number[]): Promise<{ first: number; bytes: number }[]> {
  const receiver = createSocket('udp4');
  const sender = createSocket('udp4');
  const { port } = receiver.bindSync({ address: '127.0.0.1' });
  const messages: Buffer[] = [];
  receiver.on('message', (message) => {
    messages.push(message);
    if (messages.length === sizes.length) receiver.emit('all');
  });
  const all = once(receiver, 'all');
  const datagrams = sizes.map((size, place) => Buffer.alloc(size, place));
  const segmentSize = sizes[0] as number;
  sender.sendMany(Buffer.concat(datagrams), { port, address: '127.0.0.1', segmentSize });
  await all;
  const { trainsReceived } = receiver.stats();
  receiver.close();
  sender.close();
  assert.equal(trainsReceived, 1);
  assert.deepEqual(messages, datagrams);
  return messages.map(({ buffer }) => ({
    first: new DataView(buffer).getUint8(0),
    bytes: buffer.byteLength,
  }));
}

test('a datagram of up to 64 bytes has memory of its own, also in a train', { skip }, async () => {
  for (const size of [1, 40, 64]) {
    const told = await memoryOfTrain(new Array(10).fill(size));
    assert.deepEqual(
      told,
      told.map((_, place) => ({ first: place, bytes: size })),
    );
  }
});

test("longer datagrams of a train share the train's memory", { skip }, async () => {
  const told = await memoryOfTrain(new Array(10).fill(65));
  assert.deepEqual(new Set(told.map(({ bytes }) => bytes)), new Set([650]));
});

for (const longer of [1_200, 30_000, 60_000]) {
  test(`a datagram of 40 bytes has memory of its own behind one of ${longer}`, {
    skip,
  }, async () => {
    // Of long ones, the first is copied, and the second is where the kernel wrote it.
    for (const _ of ['copied', 'lent']) {
      const told = await memoryOfTrain([longer, 40]);
      assert.deepEqual(told[1], { first: 1, bytes: 40 });
    }
  });
}
