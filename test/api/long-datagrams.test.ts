import assert from 'node:assert/strict';
import { faultTest } from '../support/fault';
import { datagrams, sendMany, sendSaying, socketTest } from '../support/sockets';

/** Longer than what is copied into the queue; different ones. */
function long(first: string, length = 40_000): Buffer {
  return Buffer.alloc(length, `${first}abcdefg`);
}

const MIXED = [Buffer.from('short'), long('1'), long('2'), Buffer.from('last')];

socketTest(
  'long datagrams leave in order with short ones, in calls of their own',
  async (sockets) => {
    const inbox = await sockets.inbox();
    const socket = sockets.bound();
    const outcomes: unknown[] = [];
    await new Promise<void>((resolve) => {
      for (const message of MIXED) {
        socket.send(message, inbox.port, '127.0.0.1', (error, bytes) => {
          outcomes.push([error, bytes]);
          if (outcomes.length === MIXED.length) resolve();
        });
      }
      assert.deepEqual(outcomes, []);
    });
    assert.deepEqual(
      outcomes,
      MIXED.map(({ length }) => [null, length]),
    );
    assert.equal(socket.stats().sendCalls, MIXED.length);
    assert.deepEqual(await inbox.payloads(), MIXED);
  },
);

socketTest('sendMany() counts long datagrams among short ones', async (sockets) => {
  const inbox = await sockets.inbox();
  const messages = [...MIXED, long('far too long', 65_535), ...MIXED];
  const { error, sent } = await sendMany(sockets.bound(), messages, { port: inbox.port });
  assert.deepEqual([error?.code, sent], ['EMSGSIZE', 8]);
  assert.deepEqual(await inbox.payloads(), [...MIXED, ...MIXED]);
});

socketTest('what a long datagram says, the next one does not', async (sockets) => {
  const receiver = sockets.bound({ type: 'udp4', receiveInfo: ['ttl'] });
  const received = datagrams(receiver, 3);
  const sender = sockets.bound();
  sender.setTTL(40);
  const options = receiver.address();
  await Promise.all([
    sendSaying(sender, long('1'), { ...options, ttl: 7 }),
    sendSaying(sender, 'short', options),
    sendSaying(sender, long('2'), options),
  ]);
  assert.deepEqual(
    (await received).map(([, { ttl }]) => ttl),
    [7, 40, 40],
  );
});

socketTest('a long datagram in shared memory leaves', async (sockets) => {
  const inbox = await sockets.inbox();
  const message = new Uint8Array(new SharedArrayBuffer(40_000)).fill(7);
  await sendSaying(sockets.bound(), message, { port: inbox.port });
  assert.deepEqual(await inbox.payloads(), [Buffer.from(message)]);
});

faultTest(
  'a long datagram that must wait is sent as it was',
  ['sendmsg:error=EAGAIN:when=1'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.on('message', (message) => {
      print('received', message.length, String(message.subarray(0, 4)));
      socket.close();
    });
    const { port } = socket.bindSync({ address: '127.0.0.1' });
    const message = Buffer.alloc(40_000, 'as it was ');
    socket.send(message, port, '127.0.0.1', (error, bytes) => print('sent', error, bytes));
    message.fill('-');
    print('queue', socket.getSendQueueSize(), socket.getSendQueueCount());
  },
  [],
  ({ lines }) => {
    assert.equal(lines[0], 'queue 40000 1');
    assert.deepEqual(lines.slice(1).sort(), ['received 40000 as i', 'sent null 40000']);
  },
);
