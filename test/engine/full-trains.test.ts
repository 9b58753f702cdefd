import assert from 'node:assert/strict';
import { features, type Socket } from 'fast-dgram';
import { arrive, batches, datagrams, socketTest, takeHandle } from '../support/sockets';

const { gso, gro } = features();
const skip = gso && gro ? false : 'this kernel has no trains';

/** A train that fills its slot. */
const TRAIN = { count: 54, size: 1200 };
const SLOT_SIZE = 65_536;

/** Sends a full train whose datagrams all say that, so that it has arrived when this returns. */
function sendTrain(sender: Socket, receiver: Socket, byte: number): void {
  const { port, address } = receiver.address();
  const train = Buffer.alloc(TRAIN.count * TRAIN.size, byte);
  sender.sendMany(train, { port, address, segmentSize: TRAIN.size });
  sender.getSendQueueCount();
}

/** What each train's datagrams say, if they agree; a train is as many as it sent. */
function contents(messages: readonly Buffer[]): (number | string)[] {
  const trains = Array.from({ length: messages.length / TRAIN.count }, (_, place) =>
    messages.slice(place * TRAIN.count, (place + 1) * TRAIN.count),
  );
  return trains.map((train) => {
    const bytes = new Set(train.flatMap((message) => [...message]));
    return bytes.size === 1 ? ([...bytes][0] as number) : 'mixed';
  });
}

/** A test of a socket and of one that sends it trains, with room for all that are under way. */
function trainTest(name: string, run: (sender: Socket, receiver: Socket) => Promise<void>): void {
  socketTest(name, { skip }, async (sockets) => {
    const receiver = sockets.bound();
    receiver.setRecvBufferSize(4 * 1024 * 1024);
    await run(sockets.bound(), receiver);
  });
}

/** Receives full trains in one wake-up. */
async function receiveAtOnce(
  sender: Socket,
  receiver: Socket,
  bytes: readonly number[],
): Promise<Buffer[]> {
  const arrived = datagrams(receiver, bytes.length * TRAIN.count);
  for (const byte of bytes) sendTrain(sender, receiver, byte);
  return (await arrived).map(([message]) => message);
}

/** Receives full trains one after the other, each in a batch. */
async function receiveBatches(
  sender: Socket,
  receiver: Socket,
  bytes: readonly number[],
): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for (const byte of bytes) {
    const arrived = batches(receiver, TRAIN.count);
    sendTrain(sender, receiver, byte);
    all.push(...(await arrived).flat().map(([message]) => message));
  }
  return all;
}

/** What the next batch shows first. */
function shown(receiver: Socket, send: () => void): Promise<Buffer> {
  return new Promise((resolve) => {
    receiver.once('messages', (batch) => resolve(batch.unsafeData(0)));
    send();
  });
}

/** Receives full trains one after the other. */
async function receiveTrains(
  sender: Socket,
  receiver: Socket,
  bytes: readonly number[],
): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for (const byte of bytes) all.push(...(await receiveAtOnce(sender, receiver, [byte])));
  return all;
}

trainTest(
  'a full train is handed on in the memory that it was read into',
  async (sender, receiver) => {
    const messages = await receiveTrains(sender, receiver, [1, 2, 3]);
    const memories = [...new Set(messages.map(({ buffer }) => buffer))];
    assert.deepEqual(
      memories.slice(-2).map(({ byteLength }) => byteLength),
      [SLOT_SIZE, SLOT_SIZE],
    );
  },
);

trainTest(
  'nothing that arrives later changes a full train that was kept',
  async (sender, receiver) => {
    const messages = await receiveTrains(sender, receiver, [1, 2, 3, 4]);
    const later = datagrams(receiver, 1);
    arrive(sender, receiver, Buffer.alloc(TRAIN.size, 5));
    await later;
    assert.deepEqual(contents(messages), [1, 2, 3, 4]);
  },
);

trainTest(
  'a datagram that follows a full train has memory of its own',
  async (sender, receiver) => {
    await receiveTrains(sender, receiver, [1, 2]);
    const arrived = datagrams(receiver, 2);
    arrive(sender, receiver, 'alone', 'after a longer one');
    for (const [message] of await arrived) {
      assert.equal(message.buffer.byteLength, message.length);
    }
  },
);

trainTest('full trains of one wake-up do not mix', async (sender, receiver) => {
  for (const bytes of [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ]) {
    assert.deepEqual(contents(await receiveAtOnce(sender, receiver, bytes)), bytes);
  }
});

trainTest(
  'what is read in the middle of a full train leaves it and those behind it whole',
  async (sender, receiver) => {
    await receiveTrains(sender, receiver, [1, 2]);
    for (const byte of [3, 4]) sendTrain(sender, receiver, byte);
    receiver.once('message', () => {
      for (const byte of [5, 6]) sendTrain(sender, receiver, byte);
      // It reads what has arrived.
      takeHandle(receiver);
    });
    const messages = (await datagrams(receiver, 4 * TRAIN.count)).map(([message]) => message);
    assert.deepEqual(contents(messages), [3, 4, 5, 6]);
  },
);

trainTest(
  'listeners of batches and of datagrams get full trains in memory of their own',
  async (sender, receiver) => {
    await receiveTrains(sender, receiver, [1, 2]);
    const inBatches: Buffer[] = [];
    receiver.on('messages', (batch) => {
      for (const [message] of batch) inBatches.push(message);
    });
    const oneByOne = await receiveTrains(sender, receiver, [3, 4, 5]);
    assert.deepEqual(contents(oneByOne), [3, 4, 5]);
    assert.deepEqual(contents(inBatches), [3, 4, 5]);
    const memories = new Set(inBatches.map(({ buffer }) => buffer));
    assert.ok(oneByOne.every(({ buffer }) => !memories.has(buffer)));
  },
);

trainTest(
  'a batch hands full trains on in the memory that they were read into',
  async (sender, receiver) => {
    const messages = await receiveBatches(sender, receiver, [1, 2, 3, 4]);
    assert.deepEqual(contents(messages), [1, 2, 3, 4]);
    const memories = [...new Set(messages.map(({ buffer }) => buffer))];
    assert.deepEqual(
      memories.slice(-2).map(({ byteLength }) => byteLength),
      [SLOT_SIZE, SLOT_SIZE],
    );
  },
);

for (const [what, sendNext] of [
  ['a full train', (sender, receiver) => sendTrain(sender, receiver, 2)],
  ['one datagram', (sender, receiver) => arrive(sender, receiver, Buffer.alloc(TRAIN.size, 2))],
] as const satisfies [string, (sender: Socket, receiver: Socket) => void][]) {
  trainTest(
    `a batch that only shows ${what} after others were kept shows nothing that is handed on later`,
    async (sender, receiver) => {
      await receiveBatches(sender, receiver, [1, 1]);
      const { buffer } = await shown(receiver, () => sendNext(sender, receiver));
      const messages = await receiveBatches(sender, receiver, [3, 4, 5]);
      assert.deepEqual(contents(messages), [3, 4, 5]);
      assert.ok(messages.every((message) => message.buffer !== buffer));
    },
  );
}

trainTest(
  'batches that are only shown are read into memory that is used again, from the second on',
  async (sender, receiver) => {
    await receiveBatches(sender, receiver, [1, 1]);
    const memories: unknown[] = [];
    for (const byte of [2, 3, 4]) {
      const { buffer } = await shown(receiver, () => sendTrain(sender, receiver, byte));
      memories.push(buffer);
    }
    assert.equal(memories[1], memories[2]);
  },
);

trainTest(
  'a batch shows full trains in the memory that is used again, and in no other',
  async (sender, receiver) => {
    const bytes = [1, 2, 3];
    await receiveAtOnce(sender, receiver, bytes);
    await receiveAtOnce(sender, receiver, bytes);
    // This leaves the slots behind the first as they were made ready for it.
    const alone = datagrams(receiver, 1);
    arrive(sender, receiver, 'alone');
    await alone;
    const shown = new Set<unknown>();
    receiver.on('messages', (batch) => {
      for (let place = 0; place < batch.length; place += 1) {
        shown.add(batch.unsafeData(place).buffer);
      }
    });
    const messages = await receiveAtOnce(sender, receiver, bytes);
    assert.equal(shown.size, 1);
    assert.ok(messages.every(({ buffer }) => !shown.has(buffer)));
  },
);
