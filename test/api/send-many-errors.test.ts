import assert from 'node:assert/strict';
import { once } from 'node:events';
import { BlockList } from 'node:net';
import type { SocketOptions } from 'fast-dgram';
import { datagrams, sendMany, sendOne, socketTest, texts } from '../support/sockets';

type Lookup = NonNullable<SocketOptions['lookup']>;

/** Knows all names but those under `invalid`. */
const lookup: Lookup = (hostname, _options, callback) => {
  const failure = Object.assign(new Error(`no ${hostname}`), { code: 'ENOTFOUND' });
  const error = hostname.endsWith('invalid') ? failure : null;
  process.nextTick(callback, error, hostname.endsWith('.test') ? '127.0.0.1' : hostname, 4);
};

const BLOCKED = '127.0.0.2';
const sendBlockList = new BlockList();
sendBlockList.addAddress(BLOCKED);

/** Datagrams that fail, each for a reason of its own. */
const FAILURES: readonly [name: string, message: Buffer, address: string][] = [
  ['longer than any datagram', Buffer.alloc(65_536), '127.0.0.1'],
  ['longer than an IPv4 datagram', Buffer.alloc(65_508), '127.0.0.1'],
  ['to a broadcast address', Buffer.from('x'), '255.255.255.255'],
  ['to an address of the other family', Buffer.from('x'), '::1'],
  ['to a name that nobody knows', Buffer.from('x'), 'nobody.invalid'],
  ['to a blocked address', Buffer.from('x'), BLOCKED],
];

for (const [name, message, address] of FAILURES) {
  socketTest(`a datagram ${name} fails as with send(), and alone`, async (sockets) => {
    const inbox = await sockets.inbox();
    const { port } = inbox;
    const socket = sockets.bound({ lookup, sendBlockList });
    const failing = { message, port, address };
    const entries = ['one', failing, 'two', failing, failing, 'three'];
    const { error, sent } = await sendMany(socket, entries, { port, address: '127.0.0.1' });
    const expected = await sendOne(socket, message, port, address);
    assert.equal(sent, 3);
    assert.ok(error instanceof Error);
    assert.deepEqual({ ...error }, { ...expected });
    assert.equal(String(error), String(expected));
    assert.deepEqual(await inbox.received(), ['one', 'two', 'three']);
  });

  socketTest(`segments ${name} fail as with send()`, async (sockets) => {
    const { port } = sockets.bound().address();
    const socket = sockets.bound({ lookup, sendBlockList });
    const options = { port, address, segmentSize: Math.min(message.length, 65_535) };
    const { error, sent } = await sendMany(socket, message, options);
    // What is longer than any datagram cannot be asked for.
    assert.equal(sent, message.length > 65_535 ? 1 : 0);
    const expected = await sendOne(socket, message, port, address);
    assert.deepEqual({ ...error }, { ...expected });
  });
}

socketTest('the error is that of the first datagram that failed', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const socket = sockets.bound({ lookup, sendBlockList });
  for (const [first, [name, message, address]] of FAILURES.entries()) {
    const inOrder = [...FAILURES.slice(first), ...FAILURES.slice(0, first)];
    const entries = inOrder.map(([, message, address]) => ({ message, port, address }));
    const { error, sent } = await sendMany(socket, ['good', ...entries], { port });
    assert.equal(sent, 1);
    assert.equal(error?.code, (await sendOne(socket, message, port, address))?.code, name);
  }
  assert.equal((await inbox.received()).length, FAILURES.length);
});

socketTest('names that stand for blocked addresses are blocked', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const blocking = new BlockList();
  blocking.addAddress('127.0.0.1');
  const socket = sockets.bound({ lookup, sendBlockList: blocking });
  const outcome = await sendMany(socket, ['x', 'y'], { port, address: 'a.test' });
  assert.deepEqual([outcome.error?.code, outcome.sent], ['ERR_IP_BLOCKED', 0]);
  assert.deepEqual(await inbox.received(), []);
});

socketTest('a failure without a callback is silent', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const socket = sockets.bound({ sendBlockList });
  socket.on('error', assert.ifError);
  const failing = FAILURES.filter(([, , address]) => !address.endsWith('invalid'));
  const entries = failing.map(([, message, address]) => ({ message, port, address }));
  socket.sendMany([...entries, { message: 'last', port }]);
  assert.deepEqual(await inbox.received(), ['last']);
});

socketTest(
  "a failed look-up without a callback becomes an 'error', as with send()",
  async (sockets) => {
    for (const method of ['send', 'sendMany'] as const) {
      const socket = sockets.bound({ lookup });
      const failed = once(socket, 'error');
      const address = 'nobody.invalid';
      if (method === 'send') socket.send('x', 9, address);
      else socket.sendMany(['x', 'y'], { port: 9, address });
      // What is behind it tells when it is too late.
      const late = sendMany(socket, ['z'], { port: 9, address: 'a.test' });
      const outcome = await Promise.race([failed, late.then(() => late)]);
      assert.equal(String(Array.isArray(outcome) && outcome[0]), `Error: no ${address}`, method);
    }
  },
);

socketTest('a look-up that throws sends nothing', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  let isThrowing = true;
  const throwing: Lookup = (hostname, options, callback) => {
    if (isThrowing && hostname === 'b.test') throw new Error('from the look-up');
    lookup(hostname, options, callback);
  };
  const socket = sockets.bound({ lookup: throwing });
  const entries = ['a.test', 'b.test'].map((address) => ({ message: address, port, address }));
  const call = () => socket.sendMany(entries, {}, () => assert.fail('called'));
  assert.throws(call, { message: 'from the look-up' });
  isThrowing = false;
  assert.equal((await sendMany(socket, ['after'], { port, address: 'b.test' })).sent, 1);
  assert.deepEqual(await inbox.received(), ['after']);
});

socketTest('a look-up that answers twice sends once', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const twice: Lookup = (hostname, options, callback) => {
    lookup(hostname, options, callback);
    lookup(hostname, options, callback);
  };
  const socket = sockets.bound({ lookup: twice });
  for (const hosts of [['a.test'], ['b.test', 'c.test']]) {
    const entries = hosts.map((address) => ({ message: address, port, address }));
    assert.deepEqual(await sendMany(socket, entries), { error: null, sent: hosts.length });
  }
  await sendMany(socket, ['last'], { port, address: 'd.test' });
  assert.deepEqual(await inbox.received(), ['a.test', 'b.test', 'c.test', 'last']);
});

socketTest('a socket that is closed during a look-up has sent nothing', async (sockets) => {
  const { port } = sockets.bound().address();
  const socket = sockets.bound({ lookup });
  const options = { port, address: 'a.test' };
  const outcomes = [
    sendMany(socket, ['one', 'two'], options),
    sendMany(socket, 'text', { ...options, segmentSize: 1 }),
  ];
  socket.close();
  for (const { error, sent } of await Promise.all(outcomes)) {
    assert.deepEqual([error?.code, sent], ['ERR_SOCKET_DGRAM_NOT_RUNNING', 0]);
  }
});

socketTest('an implicit bind that fails reaches the callback', async (sockets) => {
  const failure = new Error('no such address');
  const socket = sockets.unbound({
    lookup: (_hostname, _options, callback) => process.nextTick(callback, failure, '', 0),
  });
  const failed = once(socket, 'error');
  const { error, sent } = await sendMany(socket, ['x'], { port: 9, address: '127.0.0.1' });
  assert.deepEqual([error?.code, error?.cause, sent], ['ERR_SOCKET_CANNOT_SEND', failure, 0]);
  assert.deepEqual(await failed, [failure]);
});

socketTest('a connect during the look-up makes the address one too many', async (sockets) => {
  const peer = sockets.bound();
  const { port } = peer.address();
  const received = datagrams(peer, 1);
  const socket = sockets.bound({ lookup });
  const outcome = sendMany(socket, ['x', 'y'], { port, address: 'a.test' });
  const single = sendOne(socket, 'x', port, 'a.test');
  socket.connectSync(port, '127.0.0.1');
  const { error, sent } = await outcome;
  assert.equal(sent, 0);
  assert.deepEqual({ ...error }, { ...(await single) });
  assert.equal((await sendMany(socket, ['after'])).sent, 1);
  assert.deepEqual(texts(await received), ['after']);
});

socketTest('a socket that is connecting sends as send() does', async (sockets) => {
  const { port } = sockets.bound().address();
  for (const address of ['127.0.0.1', 'localhost']) {
    const socket = sockets.bound();
    socket.connect(port, '127.0.0.1');
    const single = sendOne(socket, 'x', port, address);
    const { error } = await sendMany(socket, ['x'], { port, address });
    assert.equal(error?.code, (await single)?.code);
  }
});
