import assert from 'node:assert/strict';
import { once } from 'node:events';
import { BlockList, isIPv6 } from 'node:net';
import test from 'node:test';
import { createSocket, type Socket } from 'fast-dgram';

// What the newest Node has, fast-dgram has on every Node. The differential tests compare it
// where the running Node has it too.

function blocking(address: string): BlockList {
  const list = new BlockList();
  list.addAddress(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  return list;
}

async function closed(...sockets: Socket[]): Promise<void> {
  await Promise.all(sockets.map((socket) => socket[Symbol.asyncDispose]()));
}

test('bindSync binds at once, and listening comes with the next tick', async () => {
  const socket = createSocket('udp4');
  const order: string[] = [];
  socket.on('listening', () => order.push('listening'));
  const address = socket.bindSync({ address: '127.0.0.1' });
  order.push('returned');
  assert.deepEqual(address, socket.address());
  assert.equal(address.address, '127.0.0.1');
  await once(socket, 'listening');
  assert.deepEqual(order, ['returned', 'listening']);
  await closed(socket);
});

test('bindSync looks no name up, and leaves the socket usable', async () => {
  const socket = createSocket('udp4');
  assert.throws(() => socket.bindSync({ address: 'localhost' }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => socket.bindSync({ port: -1 }), { code: 'ERR_SOCKET_BAD_PORT' });
  assert.equal(socket.bindSync({ address: '127.0.0.1' }).family, 'IPv4');
  await closed(socket);
});

test('connectSync connects at once, and what is sent arrives', async () => {
  const server = createSocket('udp4');
  const client = createSocket('udp4');
  const { port } = server.bindSync({ address: '127.0.0.1' });
  client.connectSync(port, '127.0.0.1');
  assert.deepEqual(client.remoteAddress(), { address: '127.0.0.1', family: 'IPv4', port });
  client.send('hello');
  const [message] = await once(server, 'message');
  assert.equal(String(message), 'hello');
  assert.throws(() => createSocket('udp4').connectSync(port, 'localhost'), {
    code: 'ERR_INVALID_ARG_VALUE',
  });
  await closed(server, client);
});

test('a receive block list drops datagrams before the listeners', async () => {
  const server = createSocket({ type: 'udp4', receiveBlockList: blocking('127.0.0.2') });
  const friend = createSocket('udp4');
  const stranger = createSocket('udp4');
  const { port } = server.bindSync({ address: '127.0.0.1' });
  friend.bindSync({ address: '127.0.0.1' });
  stranger.bindSync({ address: '127.0.0.2' });
  const received: string[] = [];
  server.on('message', (message) => received.push(String(message)));
  for (const text of ['one', 'two', 'three']) stranger.send(text, port, '127.0.0.1');
  stranger.send('four', port, '127.0.0.1', () => friend.send('last', port, '127.0.0.1'));
  await once(server, 'message');
  assert.deepEqual(received, ['last']);
  await closed(server, friend, stranger);
});

for (const [type, loopback] of [
  ['udp4', '127.0.0.1'],
  ['udp6', '::1'],
] as const) {
  test(`${type}: a receive block list drops what comes from an address of its family`, async () => {
    const receiveBlockList = new BlockList();
    const server = createSocket({ type, receiveBlockList });
    const client = createSocket(type);
    const { port } = server.bindSync({ address: loopback });
    client.bindSync({ address: loopback });
    client.send('before', port, loopback);
    await once(server, 'message');
    receiveBlockList.addAddress(loopback, isIPv6(loopback) ? 'ipv6' : 'ipv4');
    server.on('message', (message) => assert.fail(`received ${message}`));
    client.send('blocked', port, loopback);
    while (server.stats().datagramsReceived < 2) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closed(server, client);
  });

  test(`${type}: a send block list fails sends and connects with ERR_IP_BLOCKED`, async () => {
    const server = createSocket(type);
    const { port } = server.bindSync({ address: loopback });
    const client = createSocket({ type, sendBlockList: blocking(loopback) });
    const [error] = await new Promise<unknown[]>((resolve) =>
      client.send('x', port, loopback, (...args) => resolve(args)),
    );
    assert.equal((error as NodeJS.ErrnoException).code, 'ERR_IP_BLOCKED');
    client.connect(port, loopback);
    const [failure] = await once(client, 'error');
    assert.equal(failure.code, 'ERR_IP_BLOCKED');
    await closed(server, client);
  });
}

test('sockets with reusePort share a port, and one without it does not join', async () => {
  const first = createSocket({ type: 'udp4', reusePort: true });
  const second = createSocket({ type: 'udp4', reusePort: true });
  const third = createSocket('udp4');
  const { port } = first.bindSync({ address: '127.0.0.1' });
  assert.equal(second.bindSync({ address: '127.0.0.1', port }).port, port);
  assert.throws(() => third.bindSync({ address: '127.0.0.1', port }), { code: 'EADDRINUSE' });
  await closed(first, second, third);
});

test('an implicit bind that fails reaches the callbacks of what waited for it', async () => {
  const failure = new Error('no such address');
  const socket = createSocket({
    type: 'udp4',
    lookup: (_hostname, _family, callback) => process.nextTick(callback, failure, '', 0),
  });
  const events: string[] = [];
  socket.on('error', (error) => events.push(error.message));
  socket.send('x', 9, '127.0.0.1', (error) => {
    events.push((error as NodeJS.ErrnoException).code ?? '');
    assert.equal(error?.cause, failure);
  });
  await new Promise<void>((resolve) => socket.close(resolve));
  events.push('close');
  assert.deepEqual(events, ['no such address', 'ERR_SOCKET_CANNOT_SEND', 'close']);
});

test('a connect whose implicit bind fails can be tried again', async () => {
  let attempts = 0;
  const socket = createSocket({
    type: 'udp4',
    lookup: (hostname, _family, callback) => {
      attempts += 1;
      const error = attempts === 1 ? new Error('not yet') : null;
      process.nextTick(callback, error, hostname, 4);
    },
  });
  socket.on('error', () => {});
  const failed = await new Promise<unknown>((resolve) =>
    socket.connect(9, '127.0.0.1', resolve as () => void),
  );
  assert.match(String(failed), /not yet/);
  await new Promise<void>((resolve) => socket.connect(9, '127.0.0.1', resolve));
  assert.equal(socket.remoteAddress().port, 9);
  await closed(socket);
});

test('a buffer may be reused as soon as send has returned, whatever the send waits for', async () => {
  const server = createSocket('udp4');
  const { port } = server.bindSync({ address: '127.0.0.1' });
  const client = createSocket('udp4');
  const received: string[] = [];
  const done = new Promise<void>((resolve) =>
    server.on('message', (message) => {
      received.push(String(message));
      if (received.length === 3) resolve();
    }),
  );
  const message = Buffer.from('first');
  // Waits for the implicit bind.
  client.send(message, port, '127.0.0.1');
  message.write('other');
  await once(client, 'listening');
  message.write('third');
  // Waits for the look-up.
  client.send([message], port, 'localhost');
  message.write('other');
  // Waits for the end of the tick.
  message.write('fifth');
  client.send(message, port, '127.0.0.1');
  message.write('other');
  await done;
  assert.deepEqual(received.sort(), ['fifth', 'first', 'third']);
  await closed(server, client);
});
