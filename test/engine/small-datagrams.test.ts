import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { createSocket } from 'fast-dgram';

/** How many; they leave, and arrive, as one train. */
const COUNT = 10;

/** What a train's datagrams of so many bytes say by their memory alone. */
async function memoryOfTrain(size: number): Promise<{ first: number; bytes: number }[]> {
  const receiver = createSocket('udp4');
  const sender = createSocket('udp4');
  const { port } = receiver.bindSync({ address: '127.0.0.1' });
  const messages: Buffer[] = [];
  receiver.on('message', (message) => {
    messages.push(message);
    if (messages.length === COUNT) receiver.emit('all');
  });
  const all = once(receiver, 'all');
  for (let place = 0; place < COUNT; place += 1) {
    sender.send(Buffer.alloc(size, place), port, '127.0.0.1');
  }
  await all;
  const { trainsReceived } = receiver.stats();
  assert.equal(trainsReceived, 1);
  receiver.close();
  sender.close();
  assert.deepEqual(
    messages.map((message) => [message.length, message[0], message[size - 1]]),
    messages.map((_, place) => [size, place, place]),
  );
  return messages.map(({ buffer }) => ({
    first: new DataView(buffer).getUint8(0),
    bytes: buffer.byteLength,
  }));
}

test('a datagram of up to 64 bytes has memory of its own, also in a train', async () => {
  for (const size of [1, 40, 64]) {
    const told = await memoryOfTrain(size);
    assert.deepEqual(
      told,
      told.map((_, place) => ({ first: place, bytes: size })),
    );
  }
});

test("longer datagrams of a train share the train's memory", async () => {
  const told = await memoryOfTrain(65);
  assert.deepEqual(new Set(told.map(({ bytes }) => bytes)), new Set([65 * COUNT]));
});
