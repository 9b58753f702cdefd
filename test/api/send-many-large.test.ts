import assert from 'node:assert/strict';
import type { Socket } from 'fast-dgram';
import { datagrams, type Sockets, sendMany, sendOne, socketTest } from '../support/sockets';

/** The numbers in the first four bytes of what each socket receives, once all have so many. */
async function numbersOf(receivers: readonly Socket[], count: number): Promise<number[][]> {
  const all = await Promise.all(receivers.map((receiver) => datagrams(receiver, count)));
  return all.map((list) => list.map(([message]) => message.readUInt32LE()));
}

function numbered(number: number, size: number): Buffer {
  const message = Buffer.alloc(size);
  message.writeUInt32LE(number);
  return message;
}

/** The numbers from `first` on, below `end`. */
function range(first: number, end: number, step = 1): number[] {
  const numbers: number[] = [];
  for (let number = first; number < end; number += step) numbers.push(number);
  return numbers;
}

/** Sockets that share what one alone has no room for. */
function several(sockets: Sockets, count: number): Socket[] {
  return Array.from({ length: count }, () => sockets.bound());
}

socketTest('5,000 datagrams of one call arrive, in order', async (sockets) => {
  const receiver = sockets.bound();
  const received = numbersOf([receiver], 5000);
  const messages = range(0, 5000).map((number) => numbered(number, 10));
  const outcome = await sendMany(sockets.bound(), messages, receiver.address());
  assert.deepEqual(outcome, { error: null, sent: 5000 });
  assert.deepEqual(await received, [range(0, 5000)]);
});

socketTest('a call may have more bytes than leave at a time', async (sockets) => {
  const receivers = several(sockets, 8);
  const received = numbersOf(receivers, 75);
  const entries = range(0, 600).map((number) => ({
    message: numbered(number, 1200),
    port: receivers[Math.floor(number / 75)]?.address().port,
  }));
  assert.deepEqual(await sendMany(sockets.bound(), entries), { error: null, sent: 600 });
  const expected = receivers.map((_, place) => range(place * 75, (place + 1) * 75));
  assert.deepEqual(await received, expected);
});

socketTest('a call may have datagrams of the longest size', async (sockets) => {
  const receivers = several(sockets, 20);
  const received = numbersOf(receivers, 1);
  const entries = receivers.map((receiver, number) => ({
    message: numbered(number, 65_507),
    port: receiver.address().port,
  }));
  assert.deepEqual(await sendMany(sockets.bound(), entries), { error: null, sent: 20 });
  assert.deepEqual(
    await received,
    receivers.map((_, number) => [number]),
  );
});

socketTest('5,000 destinations of one call each get what is theirs', async (sockets) => {
  const home = sockets.bound();
  const receivers = Array.from({ length: 20 }, () => sockets.bound({}, '0.0.0.0'));
  const received = [numbersOf(receivers, 250), numbersOf([home], 250)];
  const ports = receivers.map((receiver) => receiver.address().port);
  const entries = range(0, 5000).flatMap((number) => {
    const message = numbered(number, 4);
    const address = `127.1.0.${1 + Math.floor(number / 20)}`;
    const entry = { message, port: ports[number % 20], address };
    // One destination is known from the first on.
    return number % 20 === 0 ? [{ ...home.address(), message }, entry] : [entry];
  });
  const socket = sockets.bound({}, '0.0.0.0');
  assert.deepEqual(await sendMany(socket, entries), { error: null, sent: 5250 });
  const expected = receivers.map((_, place) => range(place, 5000, 20));
  assert.deepEqual(await Promise.all(received), [expected, [range(0, 5000, 20)]]);
});

socketTest('more segments than leave at a time arrive, in order', async (sockets) => {
  const receiver = sockets.bound();
  const received = numbersOf([receiver], 5000);
  const message = Buffer.concat(range(0, 5000).map((number) => numbered(number, 10)));
  const options = { ...receiver.address(), segmentSize: 10 };
  assert.deepEqual(await sendMany(sockets.bound(), message, options), { error: null, sent: 5000 });
  assert.deepEqual(await received, [range(0, 5000)]);
});

socketTest('several calls of one tick keep their order', async (sockets) => {
  const receiver = sockets.bound();
  const received = numbersOf([receiver], 3000);
  const senders = several(sockets, 3);
  const outcomes = senders.map((sender, place) =>
    sendMany(
      sender,
      range(place * 1000, (place + 1) * 1000).map((number) => numbered(number, 10)),
      receiver.address(),
    ),
  );
  assert.deepEqual(
    await Promise.all(outcomes),
    senders.map(() => ({ error: null, sent: 1000 })),
  );
  assert.deepEqual(await received, [range(0, 3000)]);
});

socketTest('a failure far behind others is told with its own destination', async (sockets) => {
  const { port } = sockets.bound().address();
  const socket = sockets.bound();
  const entries = range(0, 3000).map((number) => ({ message: numbered(number, 10), port }));
  // Of this length the kernel refuses it, not the library before.
  entries[2900] = { message: Buffer.alloc(65_508), port: port - 1 };
  const { error, sent } = await sendMany(socket, entries);
  assert.deepEqual({ ...error }, { ...(await sendOne(socket, entries[2900].message, port - 1)) });
  assert.equal(sent, 2999);
});
