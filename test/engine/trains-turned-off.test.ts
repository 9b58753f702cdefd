import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { createSocket, type Socket } from 'fast-dgram';
import { takeHandle } from '../support/sockets';

const TRAIN = 50;
const SIZE = 100;

function sendTrain(sender: Socket, port: number): void {
  for (let place = 0; place < TRAIN; place += 1) {
    sender.send(Buffer.alloc(SIZE, place), port, '127.0.0.1');
  }
  // Asking for the queue flushes it: the train arrives now.
  assert.equal(sender.getSendQueueCount(), 0);
}

/** Resolves with all of them once that many have come; each is of one train's place. */
async function receive(receiver: Socket, count: number): Promise<void> {
  const places: number[] = [];
  await new Promise<void>((resolve) =>
    receiver.on('message', (message) => {
      assert.equal(message.length, SIZE);
      assert.ok(message.every((byte) => byte === message[0]));
      places.push(message[0] as number);
      if (places.length === count) resolve();
    }),
  );
  assert.deepEqual(
    places,
    Array.from({ length: count }, (_, index) => index % TRAIN),
  );
}

async function withPair(run: (sender: Socket, receiver: Socket) => Promise<void>): Promise<void> {
  const sender = createSocket('udp4');
  const receiver = createSocket('udp4');
  sender.bindSync({ address: '127.0.0.1' });
  receiver.bindSync({ address: '127.0.0.1' });
  await Promise.all([once(sender, 'listening'), once(receiver, 'listening')]);
  try {
    await run(sender, receiver);
  } finally {
    sender.close();
    receiver.close();
  }
}

test('a train that waits while trains are turned off is cut, and so are those behind it', async () => {
  await withPair(async (sender, receiver) => {
    const { port } = receiver.address();
    const received = receive(receiver, 2 * TRAIN);
    sendTrain(sender, port);
    takeHandle(receiver);
    setImmediate(() => setImmediate(sendTrain, sender, port));
    await received;
  });
});

test('a train that waits arrives also where fake timers were in force', async () => {
  await withPair(async (sender, receiver) => {
    const received = receive(receiver, TRAIN);
    sendTrain(sender, receiver.address().port);
    const { setImmediate } = globalThis;
    globalThis.setImmediate = (() => undefined) as unknown as typeof setImmediate;
    try {
      takeHandle(receiver);
    } finally {
      globalThis.setImmediate = setImmediate;
    }
    await received;
  });
});

test('ticks wait for the end of the call in which trains are turned off', async () => {
  await withPair(async (sender, receiver) => {
    const received = receive(receiver, TRAIN);
    sendTrain(sender, receiver.address().port);
    let ticked = false;
    process.nextTick(() => {
      ticked = true;
    });
    takeHandle(receiver);
    assert.equal(ticked, false);
    await received;
  });
});

test('trains are turned off in the middle of one, whose datagrams all arrive', async () => {
  await withPair(async (sender, receiver) => {
    const { port } = receiver.address();
    receiver.once('message', () => {
      sendTrain(sender, port);
      takeHandle(receiver);
    });
    const received = receive(receiver, 2 * TRAIN);
    sendTrain(sender, port);
    await received;
  });
});

test('what arrives after trains are turned off does not overtake what waited', async () => {
  await withPair(async (sender, receiver) => {
    const { port } = receiver.address();
    const places: number[] = [];
    const done = new Promise<void>((resolve) =>
      receiver.on('message', (message) => {
        places.push(message[0] as number);
        if (places.length === 2 * TRAIN) resolve();
      }),
    );
    // From a timer, behind which the loop polls before it runs immediates.
    setTimeout(() => {
      sendTrain(sender, port);
      takeHandle(receiver);
      for (let place = TRAIN; place < 2 * TRAIN; place += 1) {
        sender.send(Buffer.alloc(SIZE, place), port, '127.0.0.1');
      }
    }, 1);
    await done;
    assert.deepEqual(
      places,
      Array.from({ length: 2 * TRAIN }, (_, place) => place),
    );
  });
});
