import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
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

/** Where a flood is told to stop, and where it tells that it has stopped. */
const STOP = 0;
const STOPPED = 1;

/** Sends trains until it is told to stop, or for far longer than anything here takes. */
function flood(port: number, signals: Int32Array): Worker {
  const program = `
    const { library, port, signals, stop, stopped, longest } =
      require('node:worker_threads').workerData;
    const socket = require(library).createSocket('udp4');
    const end = performance.now() + longest;
    const to = { port, address: '127.0.0.1', segmentSize: ${SIZE} };
    const train = Buffer.alloc(${TRAIN * SIZE});
    socket.bind(0, '127.0.0.1', function send() {
      if (Atomics.load(signals, stop) === 0 && performance.now() < end) {
        socket.sendMany(train, to, send);
      } else {
        Atomics.store(signals, stopped, 1);
        socket.close();
      }
    });
  `;
  const names = { library: require.resolve('fast-dgram'), stop: STOP, stopped: STOPPED };
  const workerData = { ...names, port, signals, longest: 10_000 };
  return new Worker(program, { eval: true, workerData });
}

/** Resolves with their lengths once so many have come. */
function lengthsOf(receiver: Socket, count: number): Promise<Set<number>> {
  const lengths = new Set<number>();
  let received = 0;
  return new Promise((resolve) => {
    receiver.on('message', ({ length }) => {
      lengths.add(length);
      received += 1;
      if (received === count) resolve(lengths);
    });
  });
}

test('trains are turned off also while a flood of them lasts', async () => {
  await withPair(async (_, receiver) => {
    // So much is there to read that the flood goes on meanwhile, however threads take turns.
    receiver.setRecvBufferSize(4 * 1024 * 1024);
    const signals = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    const worker = flood(receiver.address().port, signals);
    const ended = once(worker, 'exit');
    const lengths = await lengthsOf(receiver, 50_000);
    takeHandle(receiver);
    assert.equal(Atomics.load(signals, STOPPED), 0);
    await once(receiver, 'message');
    Atomics.store(signals, STOP, 1);
    await ended;
    assert.deepEqual([...lengths], [SIZE]);
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

test('a train that waits behind an error of the socket is cut, too, and the error told', async () => {
  const sender = createSocket('udp4');
  const { port } = sender.bindSync({ address: '127.0.0.1' });
  const receiver = createSocket('udp4');
  const own = receiver.bindSync({ address: '127.0.0.1' });
  await Promise.all([once(sender, 'listening'), once(receiver, 'listening')]);
  try {
    receiver.connectSync(port, '127.0.0.1');
    const lengths: number[] = [];
    const received = new Promise<void>((resolve) =>
      receiver.on('message', ({ length }) => {
        lengths.push(length);
        if (lengths.reduce((sum, each) => sum + each) === TRAIN * SIZE) resolve();
      }),
    );
    const failed = once(receiver, 'error');
    sendTrain(sender, own.port);
    sender.close();
    // Nobody listens there any more, as ICMP tells at once.
    receiver.send('x');
    assert.equal(receiver.getSendQueueCount(), 0);
    takeHandle(receiver);
    const [[error]] = await Promise.all([failed, received]);
    assert.deepEqual(lengths, Array(TRAIN).fill(SIZE));
    assert.equal(error.code, 'ECONNREFUSED');
  } finally {
    receiver.close();
  }
});
