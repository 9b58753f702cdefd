import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'fast-dgram';
import { type Sockets, socketTest, takeHandle } from '../support/sockets';

/** Two sockets that read from one descriptor. */
function readers(sockets: Sockets): [Socket, Socket] {
  const first = sockets.bound();
  const second = sockets.unbound();
  // The types tell of descriptors only.
  Reflect.apply(second.bind, second, [takeHandle(first)]);
  return [first, second];
}

socketTest(
  'what a socket has not delivered when it closes is left for other readers of its descriptor',
  async (sockets) => {
    const both = readers(sockets);
    const { port, address } = both[0].address();
    const heard: string[] = [];
    for (const reader of both) {
      reader.once('message', (message) => {
        heard.push(String(message));
        reader.close();
      });
    }
    const sender = sockets.bound();
    for (const text of ['one', 'two']) sender.send(text, port, address);
    await Promise.all(both.map((reader) => once(reader, 'close')));
    assert.deepEqual(heard.sort(), ['one', 'two']);
  },
);

socketTest(
  'listeners of batches get all that has arrived, also where others read from the descriptor',
  async (sockets) => {
    const reader = sockets.bound();
    takeHandle(reader);
    const { port, address } = reader.address();
    const sender = sockets.bound();
    for (const text of ['one', 'two', 'three']) sender.send(text, port, address);
    const [batch] = await once(reader, 'messages');
    assert.equal(batch.length, 3);
  },
);

socketTest(
  'a socket whose descriptor others read, too, gets 32 datagrams in a turn of the loop',
  async (sockets) => {
    const reader = sockets.bound();
    takeHandle(reader);
    const { port, address } = reader.address();
    let current = 0;
    reader.on('message', () => {
      current += 1;
    });
    const sender = sockets.bound({ coalesce: false });
    for (let count = 0; count < 40; count += 1) sender.send('x', port, address);
    const turns: number[] = [];
    for (let left = 40; left > 0; left -= current) {
      current = 0;
      await new Promise((resolve) => setImmediate(resolve));
      if (current > 0) turns.push(current);
    }
    assert.deepEqual(turns, [32, 8]);
  },
);
