import assert from 'node:assert/strict';
import { once } from 'node:events';
import { BlockList } from 'node:net';
import test from 'node:test';
import type { MessageBatch, Socket } from 'fast-dgram';
import { printed } from '../support/expect';
import { run, type Tools } from '../support/program';
import { arrive, batches, datagrams, socketTest, takeHandle, train } from '../support/sockets';

const TRAIN = 50;

/** The places that datagrams tell, in the order in which they came. */
function places(all: readonly [message: Buffer, ...rest: unknown[]][]): (number | undefined)[] {
  for (const [message] of all) assert.equal(message.length, 100);
  return all.map(([message]) => message[0]);
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, place) => place);
}

/** A train arrives, waits unread, and trains are turned off. */
function turnOff(sender: Socket, receiver: Socket, first = 0): void {
  arrive(sender, receiver, ...train(TRAIN, 100, first));
  takeHandle(receiver);
}

socketTest('a batch listener gets the train that waited, and those behind it', async (sockets) => {
  const [sender, receiver] = [sockets.bound(), sockets.bound()];
  const received = batches(receiver, 2 * TRAIN);
  turnOff(sender, receiver);
  setImmediate(() => setImmediate(arrive, sender, receiver, ...train(TRAIN, 100, TRAIN)));
  assert.deepEqual(places((await received).flat()), numbers(2 * TRAIN));
});

socketTest('trains are turned off by a batch listener, and nothing is lost', async (sockets) => {
  const [sender, receiver] = [sockets.bound(), sockets.bound()];
  let inOrder: Buffer[] = [];
  receiver.once('messages', (batch: MessageBatch) => {
    turnOff(sender, receiver, TRAIN);
    // What is being read is not disturbed.
    inOrder = Array.from(batch, ([message]) => message);
  });
  const received = batches(receiver, 2 * TRAIN);
  const oneByOne = datagrams(receiver, 2 * TRAIN);
  arrive(sender, receiver, ...train(TRAIN));
  assert.deepEqual(places((await received).flat()), numbers(2 * TRAIN));
  assert.deepEqual(places(await oneByOne), numbers(2 * TRAIN));
  assert.deepEqual(inOrder, train(TRAIN));
});

socketTest('what arrives after that does not overtake what waited', async (sockets) => {
  const [sender, receiver] = [sockets.bound(), sockets.bound()];
  const received = batches(receiver, 2 * TRAIN);
  // From a timer, behind which the loop polls before it runs immediates.
  setTimeout(() => {
    turnOff(sender, receiver);
    arrive(sender, receiver, ...train(TRAIN, 100, TRAIN));
  }, 1);
  assert.deepEqual(places((await received).flat()), numbers(2 * TRAIN));
});

socketTest('listeners of both events get all that waited, batches first', async (sockets) => {
  const [sender, receiver] = [sockets.bound(), sockets.bound()];
  const batched: Buffer[] = [];
  const heard: Buffer[] = [];
  const done = new Promise<void>((resolve) => {
    receiver.on('message', (message) => {
      if (heard.push(message) === TRAIN) resolve();
      assert.deepEqual(batched[heard.length - 1], message);
    });
  });
  receiver.on('messages', (batch) => {
    for (let place = 0; place < batch.length; place += 1) {
      assert.deepEqual(Buffer.from(batch.unsafeData(place)), batch.data(place));
      assert.equal(batch.size(place), 100);
      assert.equal(batch.address(place), '127.0.0.1');
      assert.equal(batch.port(place), sender.address().port);
      assert.deepEqual(batch.rinfo(place), { ...sender.address(), size: 100 });
      assert.throws(() => batch.data(batch.length), { code: 'ERR_OUT_OF_RANGE' });
      batched.push(batch.data(place));
    }
  });
  turnOff(sender, receiver);
  await done;
  assert.deepEqual(batched, train(TRAIN));
  assert.deepEqual(heard, train(TRAIN));
});

socketTest('close in a batch of what waited ends the delivery', async (sockets) => {
  const [sender, receiver] = [sockets.bound(), sockets.bound()];
  const heard: string[] = [];
  receiver.on('message', () => heard.push('message'));
  receiver.on('messages', () => {
    heard.push('messages');
    receiver.close();
  });
  turnOff(sender, receiver);
  await once(receiver, 'close');
  assert.deepEqual(heard, ['messages']);
});

socketTest(
  'a listener that a batch of what waited adds hears what comes later',
  async (sockets) => {
    const [sender, receiver] = [sockets.bound(), sockets.bound()];
    let expected: number[] = [];
    const heard = new Promise<(number | undefined)[]>((resolve) => {
      receiver.once('messages', (batch) => {
        expected = numbers(TRAIN + 1).slice(batch.length);
        const later: (number | undefined)[] = [];
        receiver.on('message', (message) => {
          later.push(message[0]);
          if (message[0] === TRAIN) resolve(later);
        });
      });
    });
    turnOff(sender, receiver);
    arrive(sender, receiver, ...train(1, 100, TRAIN));
    assert.deepEqual(await heard, expected);
  },
);

socketTest('a block list leaves what waited out, too', async (sockets) => {
  const receiveBlockList = new BlockList();
  receiveBlockList.addAddress('127.0.0.2');
  const receiver = sockets.bound({ receiveBlockList });
  arrive(sockets.bound({}, '127.0.0.2'), receiver, ...train(5, 100, 200));
  const received = batches(receiver, TRAIN);
  turnOff(sockets.bound(), receiver);
  assert.deepEqual(places((await received).flat()), numbers(TRAIN));
});

/** Trains are turned off while one waits; the listener of batches throws. */
function throwOnBatch({ fast, node, print }: Tools): void {
  process.on('uncaughtException', () => {});
  const socket = fast.createSocket('udp4');
  socket.on('messages', () => {
    throw new Error('from the listener');
  });
  socket.on('message', (message) => print('message', message[0]));
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address();
    for (let place = 0; place < 3; place += 1) {
      socket.send(Buffer.alloc(100, place), port, '127.0.0.1');
    }
    // Asking for the queue flushes it: the train arrives now.
    socket.getSendQueueCount();
    const probe = node.createSocket('udp4');
    for (const symbol of Object.getOwnPropertySymbols(probe)) {
      const state = Reflect.get(socket, symbol) as { handle?: unknown } | undefined;
      // To read the handle turns trains off.
      if (state?.handle === null) print('no handle');
    }
    probe.close();
    let turns = 10;
    const turn = (): void => {
      turns -= 1;
      if (turns === 0) socket.close();
      else setImmediate(turn);
    };
    turn();
  });
}

test("'message' listeners get what waited though a batch listener throws", async () => {
  printed(await run({}, throwOnBatch), 'message 0', 'message 1', 'message 2');
});

/** The parent gives its socket to a child, which listens for batches. */
function handOver({ fast, require, print }: Tools): void {
  const { fork } = require('node:child_process') as typeof import('node:child_process');
  if (process.argv[2] === 'child') {
    require('fast-dgram/register');
    const heard: (number | undefined)[] = [];
    process.on('message', (_message, received) => {
      const socket = received as unknown as import('fast-dgram').Socket;
      socket.on('messages', (batch) => {
        for (const [message] of batch) heard.push(message[0]);
        if (heard.at(-1) !== 19) return;
        print(heard.join(' '));
        socket.close();
        process.disconnect();
      });
      process.send?.('ready');
    });
    return;
  }
  const child = fork(__filename, ['child']);
  const socket = fast.createSocket('udp4');
  socket.on('messages', (batch) => print('parent', batch.length));
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address();
    child.send('socket', socket as never);
    child.on('message', () => {
      socket.close();
      const client = fast.createSocket('udp4');
      for (let place = 0; place < 20; place += 1) {
        client.send(Buffer.alloc(100, place), port, '127.0.0.1');
      }
      client.close();
    });
  });
}

test('a child that is given the socket may listen for batches', async () => {
  printed(await run({}, handOver), numbers(20).join(' '));
});

/** The worker of a cluster shares its socket with the primary, which sends to it. */
function cluster({ fast, require, print }: Tools): void {
  const cluster = require('node:cluster') as typeof import('cluster').default;
  if (cluster.isPrimary) {
    const worker = cluster.fork();
    worker.on('message', (port: number) => {
      const client = fast.createSocket('udp4');
      for (let place = 0; place < 20; place += 1) {
        client.send(Buffer.alloc(100, place), port, '127.0.0.1');
      }
      client.close();
    });
    return;
  }
  const heard: (number | undefined)[] = [];
  const socket = fast.createSocket('udp4');
  socket.on('messages', (batch) => {
    for (const [message] of batch) heard.push(message[0]);
    if (heard.length < 20) return;
    print(heard.join(' '));
    cluster.worker?.disconnect();
  });
  socket.bind(0, '127.0.0.1', () => process.send?.(socket.address().port));
}

test("a cluster's worker may listen for batches", async () => {
  printed(await run({}, cluster), numbers(20).join(' '));
});
