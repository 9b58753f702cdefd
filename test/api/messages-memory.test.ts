import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import type { MessageBatch, Socket } from 'fast-dgram';
import { printed } from '../support/expect';
import { run, type Tools } from '../support/program';
import { arrive, batches, socketTest, train } from '../support/sockets';

/** Ways in which a program takes memory away. */
const WAYS = ['postMessage()', 'structuredClone()', 'ArrayBuffer.prototype.transfer()'] as const;

/** Tries to take the memory of a batch, and shows what arrives then. */
function take({ fast, print, require }: Tools, way: (typeof WAYS)[number]): void {
  const { MessageChannel } = require('node:worker_threads') as typeof import('worker_threads');
  const socket = fast.createSocket('udp4');
  const attempt = (memory: ArrayBuffer): void => {
    const { port1 } = new MessageChannel();
    try {
      if (way === 'postMessage()') port1.postMessage(memory, [memory]);
      else if (way === 'structuredClone()') structuredClone(memory, { transfer: [memory] });
      else Reflect.get(memory, 'transfer')?.call(memory);
    } catch {
      // To be refused is as good as to get a copy.
    }
    port1.close();
  };
  socket.on('error', (error) => {
    print(error.message);
    socket.close();
  });
  socket.once('messages', (batch) => {
    const view = batch.unsafeData(0);
    attempt(view.buffer as ArrayBuffer);
    print(String(view));
    socket.once('messages', (next) => {
      print(String(next.unsafeData(0)));
      socket.close();
    });
    socket.send('second', socket.address().port, '127.0.0.1');
  });
  socket.bind(0, '127.0.0.1', () => socket.send('first', socket.address().port, '127.0.0.1'));
}

for (const way of WAYS) {
  test(`${way} does not take the memory that the kernel writes to`, async () => {
    printed(await run({}, take, way), 'first', 'second');
  });
}

test('without WebAssembly what unsafeData() shows is a copy', async () => {
  const outcome = await run({ flags: ['--jitless'] }, ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    const { port } = socket.bindSync({ address: '127.0.0.1' });
    socket.on('messages', (batch) => {
      print(batch.unsafeData(0).buffer.byteLength);
      socket.close();
    });
    socket.send(Buffer.alloc(100), port, '127.0.0.1');
  });
  // Not its errors: Node 20 and 22 warn of another flag that they turn off.
  assert.deepEqual(outcome.lines, ['100']);
});

socketTest(
  'to take the memory of one of a train does not take the others along',
  async (sockets) => {
    const receiver = sockets.bound();
    arrive(sockets.bound(), receiver, ...train(5));
    const [batch = []] = await batches(receiver, 5);
    const memory = batch[0]?.[0].buffer as ArrayBuffer;
    const transfer = () => structuredClone(memory, { transfer: [memory] });
    // Node 20 copies what may not be transferred, later ones refuse.
    if (process.version.startsWith('v20.')) transfer();
    else assert.throws(transfer, { name: 'DataCloneError' });
    assert.deepEqual(
      batch.map(([message]) => message),
      train(5),
    );
  },
);

/** How a listener reads the datagrams that arrive. */
const READERS = {
  message: (receiver: Socket, read: (message: Buffer) => void) => receiver.on('message', read),
  messages: (receiver: Socket, read: (message: Buffer) => void) =>
    receiver.on('messages', (batch) => {
      for (let place = 0; place < batch.length; place++) read(batch.data(place));
    }),
};

for (const [event, listen] of Object.entries(READERS)) {
  for (const method of ['transfer', 'transferToFixedLength']) {
    socketTest(
      `${method}() of a datagram of '${event}' takes nothing of its train along`,
      { skip: method in ArrayBuffer.prototype ? false : `this Node has no ${method}()` },
      async (sockets) => {
        const receiver = sockets.bound();
        const received: string[] = [];
        const refusals: string[] = [];
        listen(receiver, (message) => {
          const memory = message.buffer as ArrayBuffer;
          received.push(String(message));
          try {
            Reflect.get(memory, method).call(memory);
          } catch (error) {
            refusals.push((error as Error).name);
          }
          if (message.equals(train(5)[4] as Buffer)) receiver.close();
        });
        arrive(sockets.bound(), receiver, ...train(5));
        await once(receiver, 'close');
        assert.deepEqual(received, train(5).map(String));
        assert.deepEqual(refusals, Array(5).fill('TypeError'));
      },
    );
  }
}

socketTest('a datagram that came alone has memory of its own', async (sockets) => {
  const receiver = sockets.bound();
  arrive(sockets.bound(), receiver, 'one', 'longer');
  const [batch = []] = await batches(receiver, 2);
  assert.equal(batch.length, 2);
  for (const [message] of batch) {
    assert.equal(message.byteOffset, 0);
    assert.equal(message.buffer.byteLength, message.length);
  }
});

socketTest(
  'unsafeData shows what is there now, however long what was there before',
  async (sockets) => {
    const receiver = sockets.bound();
    const sender = sockets.bound();
    const shown: string[][] = [];
    receiver.on('messages', (batch: MessageBatch) => {
      shown.push(Array.from({ length: batch.length }, (_, place) => `${batch.unsafeData(place)}`));
    });
    // Segments of 4 bytes, of 3, of 4 again: the last ones are as long, elsewhere.
    const trains = [
      ['aaaa', 'bbbb', 'cc'],
      ['ddd', 'eee', 'ff'],
      ['gggg', 'hhhh', 'iiii'],
      ['j'],
      ['kkkk', 'llll', 'mmm'],
      [''],
      ['nnnn', 'oooo', 'pp'],
    ];
    for (const segments of trains) {
      arrive(sender, receiver, ...segments);
      await batches(receiver, segments.length);
      assert.deepEqual(shown.splice(0).flat(), segments);
    }
  },
);

socketTest('unsafeData may be kept as a copy', async (sockets) => {
  const receiver = sockets.bound();
  const sender = sockets.bound();
  const kept: Buffer[] = [];
  receiver.once('messages', (batch: MessageBatch) => {
    for (let place = 0; place < batch.length; place += 1) {
      kept.push(Buffer.from(batch.unsafeData(place)));
    }
  });
  arrive(sender, receiver, ...train(3));
  await batches(receiver, 3);
  arrive(sender, receiver, ...train(3, 100, 50));
  await batches(receiver, 3);
  assert.deepEqual(kept, train(3));
});
