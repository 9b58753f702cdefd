import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { createSocket, type Socket } from 'fast-dgram';
import { Inbox } from '../support/inbox';

const TEXTS = ['one', 'two', 'three'];

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

async function connectedTo(port: number): Promise<Socket> {
  const socket = await bound();
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

test('what a bound socket sent leaves, and close follows in the same tick', async () => {
  const inbox = await Inbox.open();
  const socket = await bound();
  for (const text of TEXTS) socket.send(text, inbox.port, '127.0.0.1');
  socket.close();
  assert.deepEqual(await inbox.received(), TEXTS);
});

test('what a connected socket sent leaves before close', async () => {
  const inbox = await Inbox.open();
  const socket = await connectedTo(inbox.port);
  for (const text of TEXTS) socket.send(text);
  socket.close();
  assert.deepEqual(await inbox.received(), TEXTS);
});

test('what an unbound socket sent leaves, and its close waits for that', async () => {
  const inbox = await Inbox.open();
  const socket = createSocket('udp4');
  for (const text of TEXTS) socket.send(text, inbox.port, '127.0.0.1');
  socket.close();
  await once(socket, 'close');
  assert.deepEqual(await inbox.received(), TEXTS);
});

test('sends of other sockets in the same tick keep their order around a close', async () => {
  const inbox = await Inbox.open();
  const first = await bound();
  const second = await bound();
  first.send('one', inbox.port, '127.0.0.1');
  second.send('two', inbox.port, '127.0.0.1');
  first.close();
  second.send('three', inbox.port, '127.0.0.1');
  second.close();
  assert.deepEqual(await inbox.received(), TEXTS);
});

test('what was sent leaves before close though its callbacks are not called, as with Node', async () => {
  const inbox = await Inbox.open();
  const socket = await bound();
  const heard: unknown[] = [];
  for (const text of TEXTS) {
    socket.send(text, inbox.port, '127.0.0.1', (error, bytes) => heard.push([error, bytes]));
  }
  socket.close(() => heard.push('closed'));
  await once(socket, 'close');
  assert.deepEqual(await inbox.received(), TEXTS);
  assert.deepEqual(heard, ['closed']);
});

test('the callback of what failed is called also where close follows in the same tick', async () => {
  const socket = await bound();
  const heard: unknown[] = [];
  const failed = (error: Error | null): void => {
    heard.push((error as NodeJS.ErrnoException | null)?.code);
  };
  for (const size of [65_508, 70_000]) socket.send(Buffer.alloc(size), 9, '127.0.0.1', failed);
  socket.close();
  await once(socket, 'close');
  assert.deepEqual(heard, ['EMSGSIZE', 'EMSGSIZE']);
});

test('a callback of a sent datagram may close the socket, and the rest has left', async () => {
  const inbox = await Inbox.open();
  const socket = await bound();
  const heard: unknown[] = [];
  socket.send('one', inbox.port, '127.0.0.1', () => socket.close());
  socket.send('two', inbox.port, '127.0.0.1', (error, bytes) => heard.push(error, bytes));
  socket.send('three', inbox.port, '127.0.0.1', (error, bytes) => heard.push(error, bytes));
  await once(socket, 'close');
  assert.deepEqual(heard, [null, 3, null, 5]);
  assert.deepEqual(await inbox.received(), TEXTS);
});

test('what was sent before an abort signal closes the socket leaves', async () => {
  const inbox = await Inbox.open();
  const controller = new AbortController();
  const socket = createSocket({ type: 'udp4', signal: controller.signal });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  for (const text of TEXTS) socket.send(text, inbox.port, '127.0.0.1');
  controller.abort();
  assert.deepEqual(await inbox.received(), TEXTS);
});

test('what was sent leaves to its own destination before connect and disconnect', async () => {
  const before = await Inbox.open();
  const peer = await Inbox.open();
  const after = await Inbox.open();
  const socket = await bound();
  socket.send('before', before.port, '127.0.0.1');
  socket.connect(peer.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.send('connected');
  socket.disconnect();
  socket.send('after', after.port, '127.0.0.1');
  socket.close();
  assert.deepEqual(
    [await before.received(), await peer.received(), await after.received()],
    [['before'], ['connected'], ['after']],
  );
});
