import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket, SocketOptions } from 'fast-dgram';
import { datagrams, sendMany, socketTest, texts } from '../support/sockets';

type Lookup = NonNullable<SocketOptions['lookup']>;

/** A look-up that knows every name, and keeps what it was asked. */
function countingLookup(): { asked: string[]; lookup: Lookup } {
  const asked: string[] = [];
  const lookup: Lookup = (hostname, _options, callback) => {
    asked.push(hostname);
    process.nextTick(callback, null, '127.0.0.1', 4);
  };
  return { asked, lookup };
}

socketTest('one destination gets all datagrams, in order', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const sent = Array.from({ length: 20 }, (_, place) => `datagram ${place}`);
  const outcome = await sendMany(sockets.bound(), sent, { port, address: '127.0.0.1' });
  assert.deepEqual(outcome, { error: null, sent: 20 });
  assert.deepEqual(await inbox.received(), sent);
});

socketTest('many destinations get what is theirs, in order', async (sockets) => {
  const inboxes = [await sockets.inbox(), await sockets.inbox(), await sockets.inbox()];
  const entries = Array.from({ length: 30 }, (_, place) => ({
    message: `datagram ${place}`,
    port: inboxes[place % 3]?.port,
    address: '127.0.0.1',
  }));
  assert.deepEqual(await sendMany(sockets.bound(), entries), { error: null, sent: 30 });
  for (const [first, inbox] of inboxes.entries()) {
    const expected = entries.filter((_, place) => place % 3 === first);
    assert.deepEqual(
      await inbox.received(),
      expected.map(({ message }) => message),
    );
  }
});

socketTest('a connected socket sends to its peer', async (sockets) => {
  const peer = sockets.bound();
  const received = datagrams(peer, 3);
  const socket = sockets.connectedTo(peer);
  const entries = ['one', { message: 'two' }, { message: ['th', Buffer.from('ree')] }];
  assert.deepEqual(await sendMany(socket, entries), { error: null, sent: 3 });
  assert.deepEqual(texts(await received), ['one', 'two', 'three']);
});

socketTest('a connected socket is content with undefined ports and options', async (sockets) => {
  const peer = sockets.bound();
  const received = datagrams(peer, 1);
  const options = { port: undefined, address: undefined, segmentSize: undefined };
  const entries = [{ message: 'one', port: undefined, address: undefined }];
  const outcome = await sendMany(sockets.connectedTo(peer), entries, options);
  assert.deepEqual(outcome, { error: null, sent: 1 });
  assert.deepEqual(texts(await received), ['one']);
});

socketTest('an unbound socket is bound, and sends then', async (sockets) => {
  const inbox = await sockets.inbox();
  const socket = sockets.unbound();
  const message = Buffer.from('one');
  const outcome = sendMany(socket, [message, [message, 'two']], { port: inbox.port });
  message.fill('-');
  assert.deepEqual(await outcome, { error: null, sent: 2 });
  assert.notEqual(socket.address().port, 0);
  assert.deepEqual(await inbox.received(), ['one', 'onetwo']);
});

socketTest('a socket that is being bound sends once it is', async (sockets) => {
  const inbox = await sockets.inbox();
  const socket = sockets.unbound();
  socket.bind(0, '127.0.0.1');
  const outcome = await sendMany(socket, ['one'], { port: inbox.port });
  assert.deepEqual(outcome, { error: null, sent: 1 });
  assert.deepEqual(await inbox.received(), ['one']);
});

for (const type of ['udp4', 'udp6'] as const) {
  for (const address of [undefined, null, '']) {
    socketTest(`the address ${address} is loopback (${type})`, async (sockets) => {
      const receiver = sockets.bound(type);
      const received = datagrams(receiver, 2);
      const { port } = receiver.address();
      const entries = ['one', { message: 'two', address }];
      const outcome = await sendMany(sockets.bound(type), entries, { port, address });
      assert.deepEqual(outcome, { error: null, sent: 2 });
      assert.deepEqual(texts(await received), ['one', 'two']);
    });
  }
}

socketTest('what an entry lacks comes from the options', async (sockets) => {
  // On each one's address nobody listens at the other's port.
  const [one, two] = [sockets.bound(), sockets.bound({}, '127.0.0.2')];
  const [first, second] = [one.address(), two.address()];
  const received = [datagrams(one, 3), datagrams(two, 3)] as const;
  const entries = [
    'plain',
    { message: 'no destination' },
    { message: 'no address', port: first.port },
    { message: 'both', port: second.port, address: '127.0.0.2' },
  ];
  const socket = sockets.bound();
  await sendMany(socket, entries, { port: first.port, address: '127.0.0.1' });
  const swapped = { port: second.port, address: '127.0.0.1' };
  await sendMany(socket, [{ message: 'no port', address: '127.0.0.2' }], swapped);
  const undefinedPort = { message: 'undefined', port: undefined, address: '127.0.0.2' };
  await sendMany(socket, [undefinedPort], swapped);
  assert.deepEqual(texts(await received[0]), ['plain', 'no destination', 'no address']);
  assert.deepEqual(texts(await received[1]), ['both', 'no port', 'undefined']);
});

socketTest("'localhost' is looked up", async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const message = Buffer.from('one');
  const options = { port, address: 'localhost' };
  const outcome = sendMany(sockets.bound(), [message, 'two'], options);
  message.fill('-');
  assert.deepEqual(await outcome, { error: null, sent: 2 });
  assert.deepEqual(await inbox.received(), ['one', 'two']);
});

socketTest('each name is looked up once a call', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const { asked, lookup } = countingLookup();
  const socket = sockets.bound({ lookup });
  const hosts = ['a.test', 'b.test', 'a.test', 'b.test', '127.0.0.1', 'a.test'];
  const entries = hosts.map((address, place) => ({ message: `${place}`, port, address }));
  const outcome = await sendMany(socket, [...entries, '6', '7'], { port, address: 'b.test' });
  assert.deepEqual(outcome, { error: null, sent: 8 });
  assert.deepEqual(asked, ['a.test', 'b.test', '127.0.0.1']);
  assert.deepEqual(await inbox.received(), ['0', '1', '2', '3', '4', '5', '6', '7']);
  await sendMany(socket, ['again'], { port, address: 'a.test' });
  assert.equal(asked.length, 4);
});

socketTest('a look-up that answers at once is as good', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const lookup: Lookup = (_hostname, _options, callback) => callback(null, '127.0.0.1', 4);
  const entries = ['a.test', 'b.test'].map((address) => ({ message: address, port, address }));
  const outcome = await sendMany(sockets.bound({ lookup }), entries);
  assert.deepEqual(outcome, { error: null, sent: 2 });
  assert.deepEqual(await inbox.received(), ['a.test', 'b.test']);
});

socketTest('nothing to send is sent at once', async (sockets) => {
  assert.deepEqual(await sendMany(sockets.bound(), []), { error: null, sent: 0 });
  assert.deepEqual(await sendMany(sockets.unbound(), [], {}), { error: null, sent: 0 });
  assert.deepEqual(await sendMany(sockets.bound(), [], { port: 9 }), { error: null, sent: 0 });
});

socketTest('options may be null or left out', async (sockets) => {
  const peer = sockets.bound();
  const received = datagrams(peer, 3);
  const socket = sockets.connectedTo(peer);
  assert.equal((await sendMany(socket, ['one'], null)).sent, 1);
  assert.equal((await sendMany(socket, ['two'], undefined)).sent, 1);
  socket.sendMany(['three']);
  assert.deepEqual(texts(await received), ['one', 'two', 'three']);
});

socketTest('datagrams keep their order with those that send() sends', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const options = { port, address: '127.0.0.1' };
  const socket = sockets.bound();
  const expected: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    const names = ['before', 'many', 'more', 'segments', 'behind'].map(
      (name) => `${name} ${round}`,
    );
    const [before = '', many = '', more = '', segments = '', behind = ''] = names;
    expected.push(before, many, more, segments.slice(0, 5), segments.slice(5), behind);
    socket.send(before, port, '127.0.0.1');
    socket.sendMany([many, more], options);
    socket.sendMany(segments, { ...options, segmentSize: 5 });
    socket.send(behind, port, '127.0.0.1');
  }
  await sendMany(socket, ['end'], options);
  assert.deepEqual(await inbox.received(), [...expected, 'end']);
});

socketTest('messages may be reused as soon as it returns', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const socket = sockets.bound();
  const message = Buffer.from('one');
  const entries = [message, { message, port }, [message, message]];
  const outcome = sendMany(socket, entries, { port });
  message.fill('-');
  entries.length = 0;
  socket.sendMany(message, { port, segmentSize: 2 });
  message.fill('+');
  assert.deepEqual(await outcome, { error: null, sent: 3 });
  assert.deepEqual(await inbox.received(), ['one', 'one', 'oneone', '--', '-']);
});

socketTest('the callback is called once, and not before it returns', async (sockets) => {
  const peer = sockets.bound();
  const { port } = peer.address();
  const socket = sockets.bound();
  const name = { port, address: 'localhost' };
  const calls: [socket: Socket, ...args: unknown[]][] = [
    [socket, ['one', 'two'], { port }],
    [socket, []],
    [socket, 'three', { port, segmentSize: 1 }],
    [sockets.connectedTo(peer), ['four']],
    [socket, ['five'], name],
    [sockets.unbound(), ['six', 'seven', 'eight'], { port }],
  ];
  const counts = calls.map(() => 0);
  let returned = false;
  const outcomes = calls.map(
    ([sender, ...args], call) =>
      new Promise((resolve) => {
        const callback = (...outcome: unknown[]): void => {
          assert.ok(returned);
          counts[call] = (counts[call] ?? 0) + 1;
          resolve(outcome);
        };
        Reflect.apply(sender.sendMany, sender, [...args, callback]);
      }),
  );
  returned = true;
  const sent = [2, 0, 5, 1, 1, 3];
  assert.deepEqual(
    await Promise.all(outcomes),
    sent.map((count) => [null, count]),
  );
  await sendMany(socket, ['last'], name);
  assert.deepEqual(
    counts,
    sent.map(() => 1),
  );
});

socketTest('the callback runs in the async context of the call', async (sockets) => {
  const storage = new AsyncLocalStorage<string>();
  const port = sockets.bound().address().port;
  const socket = storage.run('creation', () => sockets.bound());
  const store = (...args: unknown[]): Promise<string | undefined> =>
    new Promise((resolve) => {
      const callback = () => resolve(storage.getStore());
      Reflect.apply(socket.sendMany, socket, [...args, callback]);
    });
  const stores = [
    storage.run('first', () => store(['one'], { port })),
    storage.run('second', () => store('two', { port, segmentSize: 1 })),
    storage.run('third', () => store(['three'], { port, address: 'localhost' })),
    storage.run('fourth', () => store([])),
  ];
  assert.deepEqual(await Promise.all(stores), ['first', 'second', 'third', 'fourth']);
});

socketTest(
  'the callback runs in the context of its call, whoever bound the socket',
  async (sockets) => {
    const storage = new AsyncLocalStorage<string>();
    const port = sockets.bound().address().port;
    const socket = sockets.unbound();
    const store = (): Promise<string | undefined> =>
      new Promise((resolve) => socket.sendMany(['x'], { port }, () => resolve(storage.getStore())));
    const stores = ['first', 'second'].map((name) => storage.run(name, store));
    assert.deepEqual(await Promise.all(stores), ['first', 'second']);
  },
);

socketTest('close comes behind the bind that datagrams wait for', async (sockets) => {
  const inbox = await sockets.inbox();
  const socket = sockets.unbound();
  const events: string[] = [];
  socket.sendMany(['one', 'two'], { port: inbox.port }, (error, sent) => {
    events.push(`${error} ${sent}`);
  });
  await new Promise<void>((resolve) => socket.close(resolve));
  events.push('close');
  assert.deepEqual(events, ['null 2', 'close']);
  assert.deepEqual(await inbox.received(), ['one', 'two']);
});
