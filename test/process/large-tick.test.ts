import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { createSocket, type Socket } from 'fast-dgram';
import { Inbox } from '../support/inbox';
import { run } from '../support/program';

/** Far above any queue of the engine: it must flush within the tick. */
const MANY = 20_000;

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

/** A datagram that tells its place, of a length that depends on it. */
function numbered(place: number): Buffer {
  const datagram = Buffer.alloc(4 + (place % 700), place & 0xff);
  datagram.writeUInt32LE(place);
  return datagram;
}

/** Reads everything: what the kernel dropped for lack of room is counted, the rest is in order. */
async function assertAllLeft(inbox: Inbox, count: number): Promise<void> {
  const dropped = inbox.dropped();
  const payloads = await inbox.payloads();
  assert.equal(payloads.length + dropped, count);
  let last = -1;
  for (const payload of payloads) {
    const place = payload.readUInt32LE();
    assert.ok(place > last, `${place} comes after ${last}`);
    assert.ok(payload.equals(numbered(place)), `datagram ${place} is damaged`);
    last = place;
  }
}

test('20,000 datagrams of one tick leave, each callback with its bytes, in order', async () => {
  const inbox = await Inbox.open();
  const socket = await bound();
  let called = 0;
  const done = new Promise<void>((resolve, reject) => {
    for (let place = 0; place < MANY; place += 1) {
      socket.send(numbered(place), inbox.port, '127.0.0.1', (error, bytes) => {
        if (error || called !== place || bytes !== 4 + (place % 700)) {
          reject(new Error(`callback ${called} is ${place}: ${error} ${bytes}`));
        }
        called += 1;
        if (called === MANY) resolve();
      });
    }
  });
  await done;
  await assertAllLeft(inbox, MANY);
  socket.close();
});

test('20,000 datagrams of one tick leave without callbacks', async () => {
  const inbox = await Inbox.open();
  const socket = await bound();
  for (let place = 0; place < MANY; place += 1) {
    socket.send(numbered(place), inbox.port, '127.0.0.1');
  }
  await new Promise<void>((resolve) => socket.send('', inbox.port, '127.0.0.1', () => resolve()));
  const dropped = inbox.dropped();
  const payloads = (await inbox.payloads()).filter((payload) => payload.length > 0);
  assert.ok(payloads.length + dropped >= MANY, `${payloads.length} + ${dropped}`);
  socket.close();
});

test('20,000 datagrams of an unbound socket leave once it is bound', async () => {
  const inbox = await Inbox.open();
  const socket = createSocket('udp4');
  let called = 0;
  await new Promise<void>((resolve) => {
    for (let place = 0; place < MANY; place += 1) {
      socket.send(numbered(place), inbox.port, '127.0.0.1', () => {
        called += 1;
        if (called === MANY) resolve();
      });
    }
  });
  await assertAllLeft(inbox, MANY);
  socket.close();
});

test('several megabytes of the largest datagrams leave in one tick', async () => {
  const inbox = await Inbox.open();
  const socket = await bound();
  const count = 100;
  const outcomes: unknown[] = [];
  await new Promise<void>((resolve) => {
    for (let place = 0; place < count; place += 1) {
      const datagram = Buffer.alloc(65_507, place);
      socket.send(datagram, inbox.port, '127.0.0.1', (error, bytes) => {
        outcomes.push(error ?? bytes);
        if (outcomes.length === count) resolve();
      });
    }
  });
  assert.deepEqual(new Set(outcomes), new Set([65_507]));
  const dropped = inbox.dropped();
  const payloads = await inbox.payloads();
  assert.equal(payloads.length + dropped, count);
  for (const payload of payloads) {
    assert.equal(payload.length, 65_507);
    assert.ok(payload.every((byte) => byte === payload[0]));
  }
  socket.close();
});

test('a datagram that is too long fails alone in the middle of a large tick', async () => {
  const inbox = await Inbox.open();
  const socket = await bound();
  const outcomes: unknown[] = [];
  await new Promise<void>((resolve) => {
    for (let place = 0; place < 3000; place += 1) {
      const size = place % 1000 === 500 ? 65_508 : 10;
      socket.send(Buffer.alloc(size), inbox.port, '127.0.0.1', (error, bytes) => {
        outcomes.push((error as NodeJS.ErrnoException | null)?.code ?? bytes);
        if (outcomes.length === 3000) resolve();
      });
    }
  });
  const failed = outcomes.flatMap((outcome, place) => (outcome === 'EMSGSIZE' ? [place] : []));
  assert.deepEqual(failed, [500, 1500, 2500]);
  assert.equal(outcomes.filter((outcome) => outcome === 10).length, 2997);
  const dropped = inbox.dropped();
  assert.equal((await inbox.payloads()).length + dropped, 2997);
  socket.close();
});

test('20,000 datagrams of the tick that ends the process leave', async () => {
  const inbox = await Inbox.open();
  const outcome = await run(
    {},
    ({ fast }, port, many) => {
      const socket = fast.createSocket('udp4');
      socket.bind(0, '127.0.0.1', () => {
        for (let place = 0; place < many; place += 1) {
          const datagram = Buffer.alloc(4 + (place % 700), place & 0xff);
          datagram.writeUInt32LE(place);
          socket.send(datagram, port, '127.0.0.1', place % 3 === 0 ? () => {} : undefined);
        }
        process.exit();
      });
    },
    inbox.port,
    MANY,
  );
  assert.equal(outcome.code, 0, outcome.errors.join('\n'));
  await assertAllLeft(inbox, MANY);
});
