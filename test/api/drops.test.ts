import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Socket } from 'fast-dgram';
import { subscribe } from '../support/channels';
import { printed } from '../support/expect';
import { run, type Tools } from '../support/program';
import { arrive, type Sockets, sendMany, socketTest } from '../support/sockets';

/** More than the smallest buffer holds. */
const FLOOD = 2000;

/** A socket with the smallest buffer; what it has no room for is dropped datagram by datagram. */
function small(sockets: Sockets): Socket {
  return sockets.bound({ type: 'udp4', recvBufferSize: 1, coalesce: false });
}

/** Sends more than a socket can hold, while it does not read. */
async function flood(sockets: Sockets, receiver: Socket): Promise<void> {
  const messages = Array<string>(FLOOD).fill('x');
  const sent = sendMany(sockets.bound(), messages, { port: receiver.address().port });
  assert.equal((await sent).sent, FLOOD);
}

/** Counts what its listeners get until all of a flood that was not dropped has come. */
async function drained(receiver: Socket): Promise<number> {
  let heard = 0;
  receiver.on('message', () => {
    heard += 1;
  });
  const { datagramsDropped = 0 } = receiver.stats();
  while (heard + datagramsDropped < FLOOD) await once(receiver, 'message');
  // Would there be more, it came in this turn of the loop.
  await nextTurn();
  return heard;
}

interface Drop {
  socket: Socket;
  count: number;
}

socketTest('what was sent was received or dropped, to the last datagram', async (sockets) => {
  const receiver = small(sockets);
  await flood(sockets, receiver);
  const heard = await drained(receiver);
  const { datagramsReceived, datagramsDropped = 0 } = receiver.stats();
  assert.ok(datagramsDropped > FLOOD / 2, `${datagramsDropped} dropped`);
  assert.deepEqual([heard, datagramsReceived], [FLOOD - datagramsDropped, heard]);
});

for (const event of ['message', 'messages'] as const) {
  socketTest(`drops are told as they are seen, where ${event} is listened for`, async (sockets) => {
    const told: Drop[] = [];
    subscribe(sockets, 'fast-dgram.drop', (drop) => told.push(drop as Drop));
    const receiver = small(sockets);
    let received = 0;
    receiver.on(event, (first: { length: number }) => {
      received += event === 'messages' ? first.length : 1;
    });
    const sender = sockets.bound();
    for (const round of [1, 2, 3]) {
      await flood(sockets, receiver);
      // The kernel's count of this moment is ahead of that of the datagrams which wait.
      const { datagramsDropped = 0 } = receiver.stats();
      while (received + datagramsDropped < round * (FLOOD + 1) - 1) await once(receiver, event);
      // Each datagram brings the count of the moment when it arrived.
      arrive(sender, receiver, 'one more');
      await once(receiver, event);
      await nextTurn();
      assert.equal(received + datagramsDropped, round * (FLOOD + 1));
      assert.equal(receiver.stats().datagramsDropped, datagramsDropped);
      const sum = told.reduce((total, { count }) => total + count, 0);
      assert.equal(sum, datagramsDropped);
    }
    assert.ok(told.every(({ socket, count }) => socket === receiver && count > 0));
  });
}

socketTest('a socket that was made before anybody subscribed tells no drops', async (sockets) => {
  const receiver = small(sockets);
  let told = 0;
  subscribe(sockets, 'fast-dgram.drop', () => {
    told += 1;
  });
  await flood(sockets, receiver);
  await drained(receiver);
  arrive(sockets.bound(), receiver, 'one more');
  await once(receiver, 'message');
  await nextTurn();
  assert.equal(told, 0);
});

/** Floods itself with a subscriber that does what it should not. */
function misbehave({ fast, print, require }: Tools, deed: 'throw' | 'close' | 'send'): void {
  const channels = require('node:diagnostics_channel') as typeof import('node:diagnostics_channel');
  process.on('uncaughtException', (error) => {
    print('uncaught', error.message);
    socket.send('last', socket.address().port);
  });
  let told = 0;
  channels.subscribe('fast-dgram.drop', () => {
    told += 1;
    if (told > 1) return;
    print('told');
    if (deed === 'throw') throw new Error('from the subscriber');
    if (deed === 'close') socket.close(() => print('closed'));
    if (deed === 'send') socket.send('last', socket.address().port);
  });
  const socket = fast.createSocket({ type: 'udp4', recvBufferSize: 1, coalesce: false });
  let isOver = false;
  socket.on('message', (message) => {
    if (isOver) print('never: closed');
    if (String(message) === 'last') {
      print('received');
      socket.close(() => print('closed'));
    }
  });
  socket.on('close', () => {
    isOver = true;
  });
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address();
    // What arrives after a drop tells of it: until then, again.
    const again = (): void => {
      if (told > 0) return;
      socket.sendMany(Array<string>(100).fill('x'), { port });
      setImmediate(again);
    };
    again();
  });
}

for (const [deed, ...lines] of [
  ['throw', 'told', 'uncaught from the subscriber', 'received', 'closed'],
  ['close', 'told', 'closed'],
  ['send', 'told', 'received', 'closed'],
] as const) {
  socketTest(`a subscriber to drops may ${deed}`, async () => {
    printed(await run({}, misbehave, deed), ...lines);
  });
}
