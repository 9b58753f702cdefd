import assert from 'node:assert/strict';
import type { RemoteInfo, Socket } from 'fast-dgram';
import { datagrams, type Sockets, sendMany, socketTest } from '../support/sockets';

/** What a receiver is told of a datagram. */
type Told = [text: string, from: string, tos: number | undefined, ttl: number | undefined];

function told([message, { address, tos, ttl }]: [Buffer, RemoteInfo]): Told {
  return [String(message), address, tos, ttl];
}

/** A sender on all addresses and a receiver that is told. */
function pair(sockets: Sockets): [sender: Socket, receiver: Socket, port: number] {
  const receiver = sockets.bound({ receiveInfo: ['tos', 'ttl'] });
  return [sockets.bound({}, '0.0.0.0'), receiver, receiver.address().port];
}

socketTest('sendMany says the same of all its datagrams, in segmented sends', async (sockets) => {
  const [sender, receiver, port] = pair(sockets);
  const received = datagrams(receiver, 3);
  const options = { port, localAddress: '127.0.0.6', interface: 'lo', ecn: 2, tos: 0x90, ttl: 12 };
  assert.deepEqual(await sendMany(sender, ['one', 'two', 'six'], options), {
    ...{ error: null, sent: 3 },
  });
  assert.deepEqual(
    (await received).map(told),
    ['one', 'two', 'six'].map((text) => [text, '127.0.0.6', 0x92, 12]),
  );
  assert.deepEqual([sender.stats().sendCalls, sender.stats().trainDatagramsSent], [1, 3]);
});

socketTest('what an entry says comes before what all say, each by itself', async (sockets) => {
  const [sender, receiver, port] = pair(sockets);
  const received = datagrams(receiver, 6);
  const entries = [
    'plain',
    { message: 'all', localAddress: '127.0.0.8', tos: 4, ttl: 2, ecn: 0 },
    { message: 'hops', ttl: 3 },
    { message: 'ecn', ecn: 3 },
    { message: 'source', localAddress: '127.0.0.9' },
    { message: 'undefined', ttl: undefined },
  ];
  const options = { port, localAddress: '127.0.0.6', tos: 8, ecn: 1, ttl: 12 };
  assert.deepEqual(await sendMany(sender, entries, options), { error: null, sent: 6 });
  assert.deepEqual((await received).map(told), [
    ['plain', '127.0.0.6', 9, 12],
    ['all', '127.0.0.8', 4, 2],
    ['hops', '127.0.0.6', 9, 3],
    ['ecn', '127.0.0.6', 11, 12],
    ['source', '127.0.0.9', 9, 12],
    ['undefined', '127.0.0.6', 9, 12],
  ]);
});

socketTest('entries say something where the options say nothing', async (sockets) => {
  const [sender, receiver, port] = pair(sockets);
  const received = datagrams(receiver, 4);
  const entries = ['one', { message: 'two', ttl: 5 }, { message: 'six', ttl: 5 }, 'ten'];
  assert.deepEqual(await sendMany(sender, entries, { port }), { error: null, sent: 4 });
  assert.deepEqual(
    (await received).map(([, { ttl }]) => ttl),
    [64, 5, 5, 64],
  );
  // The two that say the same may share a send.
  assert.deepEqual([sender.stats().sendCalls, sender.stats().trainsSent], [1, 1]);
});

for (const connected of [false, true]) {
  const socket = connected ? 'a connected socket' : 'a socket';

  socketTest(`each segment of one buffer says it: ${socket}`, async (sockets) => {
    const [sender, receiver, port] = pair(sockets);
    if (connected) sender.connectSync(port, '127.0.0.1');
    // More than one flush, one call and one segmented send take; less than the receive buffer.
    const count = 300;
    const received = datagrams(receiver, count);
    const options = { segmentSize: 10, tos: 0x21, ttl: 77, ...(connected ? {} : { port }) };
    const bytes = Buffer.alloc(10 * count - 3, 'x');
    assert.deepEqual(await sendMany(sender, bytes, options), { error: null, sent: count });
    const all = await received;
    assert.deepEqual(
      new Set(all.map(([, { tos, ttl }]) => `${tos} ${ttl}`)),
      new Set([`${0x21} 77`]),
    );
    assert.equal(all.at(-1)?.[0].length, 7);
    assert.equal(sender.stats().trainDatagramsSent, count);
  });
}

socketTest('sendMany on a socket that is not bound, to a name, says it', async (sockets) => {
  const receiver = sockets.bound({ receiveInfo: ['tos', 'ttl'] });
  const sender = sockets.unbound({
    lookup: (_name, _options, callback) => setImmediate(callback, null, '127.0.0.1', 4),
  });
  const received = datagrams(receiver, 2);
  const entries = [{ message: 'one', localAddress: '127.0.0.3' }, 'two'];
  const options = { port: receiver.address().port, address: 'receiver.test', ecn: 1, ttl: 4 };
  assert.deepEqual(await sendMany(sender, entries, options), { error: null, sent: 2 });
  assert.deepEqual((await received).map(told), [
    ['one', '127.0.0.3', 1, 4],
    ['two', '127.0.0.1', 1, 4],
  ]);
});

socketTest('what send() queued before says its own', async (sockets) => {
  const [sender, receiver, port] = pair(sockets);
  const received = datagrams(receiver, 4);
  sender.send('one', { port, ttl: 1 });
  sender.send('two', { port, ttl: 2 });
  sender.sendMany('sixten', { port, ttl: 3, segmentSize: 3 });
  assert.deepEqual(
    (await received).map(([message, { ttl }]) => [String(message), ttl]),
    [
      ['one', 1],
      ['two', 2],
      ['six', 3],
      ['ten', 3],
    ],
  );
});
