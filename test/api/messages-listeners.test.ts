import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { BlockList } from 'node:net';
import { type MessageBatch, Socket } from 'fast-dgram';
import { arrive, batches, datagrams, socketTest, texts, train } from '../support/sockets';

/** Keeps what a socket tells, each event and datagram with a line of its own. */
class Hearing {
  readonly lines: string[] = [];
  readonly batch = (batch: MessageBatch): void => {
    this.lines.push(...Array.from(batch, ([message]) => `batch ${message}`));
  };
  readonly message = (message: Buffer): void => {
    this.lines.push(`message ${message}`);
  };

  /** What was heard since this was asked last. */
  take(): string[] {
    return this.lines.splice(0);
  }
}

/** Waits until a datagram has been delivered to all listeners that there are. */
async function delivered(sender: Socket, receiver: Socket, ...sent: string[]): Promise<void> {
  arrive(sender, receiver, ...sent);
  // The loop polls once between two immediates, and delivers then.
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

socketTest('once hears one batch; what follows comes one by one', async (sockets) => {
  const [receiver, sender, hearing] = [sockets.bound(), sockets.bound(), new Hearing()];
  receiver.once('messages', hearing.batch);
  await delivered(sender, receiver, 'one', 'two');
  assert.deepEqual(hearing.take(), ['batch one', 'batch two']);
  receiver.on('message', hearing.message);
  await delivered(sender, receiver, 'three');
  assert.deepEqual(hearing.take(), ['message three']);
});

for (const remove of ['off', 'removeListener'] as const) {
  socketTest(`${remove} ends batches, and not messages`, async (sockets) => {
    const [receiver, sender, hearing] = [sockets.bound(), sockets.bound(), new Hearing()];
    receiver.on('message', hearing.message).on('messages', hearing.batch);
    await delivered(sender, receiver, 'one');
    receiver[remove]('messages', hearing.batch);
    await delivered(sender, receiver, 'two');
    assert.deepEqual(hearing.take(), ['batch one', 'message one', 'message two']);
    receiver[remove]('message', hearing.message).on('messages', hearing.batch);
    await delivered(sender, receiver, 'three');
    assert.deepEqual(hearing.take(), ['batch three']);
  });
}

for (const events of [[], ['messages'], ['message']] as const) {
  socketTest(`removeAllListeners(${events}) removes those`, async (sockets) => {
    const [receiver, sender, hearing] = [sockets.bound(), sockets.bound(), new Hearing()];
    receiver.on('message', hearing.message).on('messages', hearing.batch);
    receiver.removeAllListeners(...events);
    await delivered(sender, receiver, 'one');
    const expected = { '': [], messages: ['message one'], message: ['batch one'] };
    assert.deepEqual(hearing.take(), expected[events.join() as keyof typeof expected]);
    receiver.on('message', hearing.message);
    receiver.removeAllListeners('messages');
    receiver.removeAllListeners('message').on('message', hearing.message);
    await delivered(sender, receiver, 'two');
    assert.deepEqual(hearing.take(), ['message two']);
  });
}

socketTest('listeners may be added whenever: from then on they hear', async (sockets) => {
  const [receiver, sender, hearing] = [sockets.bound(), sockets.bound(), new Hearing()];
  await delivered(sender, receiver, 'zero');
  receiver.addListener('messages', hearing.batch);
  await delivered(sender, receiver, 'one');
  receiver.addListener('message', hearing.message);
  await delivered(sender, receiver, 'two');
  assert.deepEqual(hearing.take(), ['batch one', 'batch two', 'message two']);
});

socketTest('a listener that was added before the bind hears', async (sockets) => {
  const [receiver, hearing] = [sockets.unbound(), new Hearing()];
  receiver.on('messages', hearing.batch);
  receiver.bindSync({ address: '127.0.0.1' });
  await delivered(sockets.bound(), receiver, 'one');
  assert.deepEqual(hearing.take(), ['batch one']);
});

socketTest(
  "'messages' listeners hear first, in whatever order they were added",
  async (sockets) => {
    const [receiver, hearing] = [sockets.bound(), new Hearing()];
    receiver.on('message', hearing.message);
    receiver.on('messages', hearing.batch);
    receiver.prependListener('messages', () => hearing.lines.push('prepended'));
    receiver.prependOnceListener('messages', () => hearing.lines.push('prepended once'));
    await delivered(sockets.bound(), receiver, 'one', 'two');
    const prepended = ['prepended once', 'prepended'];
    const heard = ['batch one', 'batch two', 'message one', 'message two'];
    assert.deepEqual(hearing.take(), [...prepended, ...heard]);
  },
);

for (const prepend of ['prependListener', 'prependOnceListener'] as const) {
  socketTest(`${prepend} alone asks for batches`, async (sockets) => {
    const [receiver, hearing] = [sockets.bound(), new Hearing()];
    receiver[prepend]('messages', hearing.batch);
    await delivered(sockets.bound(), receiver, 'one');
    assert.deepEqual(hearing.take(), ['batch one']);
  });
}

socketTest('events.once waits for a batch', async (sockets) => {
  const receiver = sockets.bound();
  arrive(sockets.bound(), receiver, ...train(3));
  const [batch] = (await once(receiver, 'messages')) as [MessageBatch];
  assert.equal(batch.length, 3);
});

socketTest('a listener that a batch adds hears what comes later', async (sockets) => {
  const [receiver, sender, hearing] = [sockets.bound(), sockets.bound(), new Hearing()];
  receiver.once('messages', () => receiver.on('message', hearing.message));
  await delivered(sender, receiver, 'one');
  await delivered(sender, receiver, 'two');
  assert.deepEqual(hearing.take(), ['message two']);
});

socketTest('a batch listener that a message adds hears what comes later', async (sockets) => {
  const [receiver, sender, hearing] = [sockets.bound(), sockets.bound(), new Hearing()];
  receiver.once('message', () => receiver.on('messages', hearing.batch));
  receiver.on('message', hearing.message);
  await delivered(sender, receiver, 'one', 'two');
  assert.deepEqual(hearing.take(), ['message one', 'message two']);
  await delivered(sender, receiver, 'three');
  assert.deepEqual(hearing.take(), ['batch three', 'message three']);
});

socketTest('a batch listener that removes itself still had the whole batch', async (sockets) => {
  const [receiver, sender, hearing] = [sockets.bound(), sockets.bound(), new Hearing()];
  const listener = (batch: MessageBatch): void => {
    receiver.off('messages', listener);
    hearing.batch(batch);
  };
  receiver.on('messages', listener).on('message', hearing.message);
  await delivered(sender, receiver, 'one', 'two');
  assert.deepEqual(hearing.take(), ['batch one', 'batch two', 'message one', 'message two']);
});

socketTest('close in a listener ends the delivery', async (sockets) => {
  const receiver = sockets.bound();
  const heard: string[] = [];
  receiver.on('message', () => heard.push('message'));
  receiver.on('messages', (batch) => {
    receiver.close();
    heard.push(`${batch.data(1)}`);
  });
  receiver.on('close', () => heard.push('close'));
  await delivered(sockets.bound(), receiver, 'one', 'two');
  assert.deepEqual(heard, ['two', 'close']);
});

socketTest('close in a tick or promise of a batch keeps it from messages', async (sockets) => {
  for (const later of [process.nextTick, queueMicrotask]) {
    const receiver = sockets.bound();
    receiver.on('message', () => assert.fail('closed'));
    receiver.on('messages', () => later(() => receiver.close()));
    arrive(sockets.bound(), receiver, 'one');
    await once(receiver, 'close');
  }
});

socketTest('ticks and promise jobs of a batch run before the messages', async (sockets) => {
  const receiver = sockets.bound();
  const order: string[] = [];
  receiver.on('message', (message) => order.push(`message ${message}`));
  receiver.on('messages', (batch) => {
    for (const [message] of batch) {
      order.push(`batch ${message}`);
      process.nextTick(() => order.push(`tick of ${message}`));
      queueMicrotask(() => order.push(`job of ${message}`));
    }
  });
  await delivered(sockets.bound(), receiver, 'one', 'two');
  assert.deepEqual(order, [
    ...['batch one', 'batch two', 'tick of one', 'tick of two', 'job of one', 'job of two'],
    ...['message one', 'message two'],
  ]);
});

socketTest('a listener runs in the async context of the socket', async (sockets) => {
  const storage = new AsyncLocalStorage<string>();
  const receiver = storage.run('creation', () => sockets.unbound());
  const stores: unknown[] = [];
  storage.run('listening', () => {
    receiver.on('messages', () => stores.push(storage.getStore()));
    receiver.on('message', () => stores.push(storage.getStore()));
  });
  storage.run('bind', () => receiver.bindSync({ address: '127.0.0.1' }));
  await delivered(sockets.bound(), receiver, 'one');
  assert.deepEqual(stores, ['creation', 'creation']);
});

socketTest('an emit() that a subclass has sees batches', async (sockets) => {
  const events: string[] = [];
  class Observed extends Socket {
    override emit(event: string | symbol, ...args: unknown[]): boolean {
      if (/^message/.test(String(event))) events.push(`${String(event)} ${args.length}`);
      return super.emit(event, ...args);
    }
  }
  const receiver = sockets.adopt(new Observed('udp4'));
  receiver.bindSync({ address: '127.0.0.1' });
  const sender = sockets.bound();
  await delivered(sender, receiver, 'nobody listens');
  assert.deepEqual(events.splice(0), ['message 2']);
  receiver.on('messages', () => {});
  await delivered(sender, receiver, 'one', 'two');
  assert.deepEqual(events.splice(0), ['messages 1']);
  receiver.on('message', () => {});
  await delivered(sender, receiver, 'three', 'four');
  assert.deepEqual(events.splice(0), ['messages 1', 'message 2', 'message 2']);
  receiver.removeAllListeners();
  await delivered(sender, receiver, 'nobody listens again');
  assert.deepEqual(events, ['message 2']);
});

socketTest('what nobody listens for is gone', async (sockets) => {
  const [receiver, sender, hearing] = [sockets.bound(), sockets.bound(), new Hearing()];
  await delivered(sender, receiver, 'one');
  receiver.on('messages', hearing.batch);
  await delivered(sender, receiver, 'two');
  assert.deepEqual(hearing.take(), ['batch two']);
});

socketTest('a receive block list leaves datagrams out of batches', async (sockets) => {
  const receiveBlockList = new BlockList();
  receiveBlockList.addAddress('127.0.0.2');
  const receiver = sockets.bound({ receiveBlockList });
  const [friend, stranger] = [sockets.bound(), sockets.bound({}, '127.0.0.2')];
  arrive(stranger, receiver, ...train(3), 'blocked');
  arrive(friend, receiver, 'one', 'two2');
  arrive(stranger, receiver, 'blocked');
  arrive(friend, receiver, 'three');
  const oneByOne = datagrams(receiver, 3);
  const all = await batches(receiver, 3);
  assert.deepEqual(texts(all.flat()), ['one', 'two2', 'three']);
  assert.deepEqual(all.flat(), await oneByOne);
  for (const [, { address, port }] of all.flat()) {
    assert.deepEqual([address, port], ['127.0.0.1', friend.address().port]);
  }
});

socketTest('a batch of blocked datagrams alone is not emitted', async (sockets) => {
  const receiveBlockList = new BlockList();
  receiveBlockList.addAddress('127.0.0.2');
  const receiver = sockets.bound({ receiveBlockList });
  receiver.on('messages', (batch) => assert.equal(String(batch.data(0)), 'friend'));
  await delivered(sockets.bound({}, '127.0.0.2'), receiver, 'one', 'two');
  arrive(sockets.bound(), receiver, 'friend');
  await once(receiver, 'messages');
});
