import assert from 'node:assert/strict';
import { datagrams, sendMany, socketTest, texts } from '../support/sockets';

/** Messages, how they are cut, and what arrives. */
const CUTS: readonly [name: string, message: unknown, segmentSize: number, expected: string[]][] = [
  ['of an exact multiple', Buffer.from('aabbcc'), 2, ['aa', 'bb', 'cc']],
  ['with a shorter last one', Buffer.from('aabbc'), 2, ['aa', 'bb', 'c']],
  ['of one byte', Buffer.from('abc'), 1, ['a', 'b', 'c']],
  ['of the size of the message', Buffer.from('abc'), 3, ['abc']],
  ['longer than the message', Buffer.from('abc'), 65_535, ['abc']],
  ['of an empty message', Buffer.alloc(0), 10, []],
  ['of an empty text', '', 10, []],
  ['of a text', 'aabbc', 2, ['aa', 'bb', 'c']],
  ['of a text of several bytes a character', '€€', 3, ['€', '€']],
  ['of a part of an array', Buffer.from('-abc-').subarray(1, 4), 2, ['ab', 'c']],
  ['of a Uint16Array', Uint16Array.of(0x6261, 0x6463), 1, ['a', 'b', 'c', 'd']],
  ['of a DataView', new DataView(Uint8Array.from(Buffer.from('-abc')).buffer, 1), 2, ['ab', 'c']],
];

for (const [name, message, segmentSize, expected] of CUTS) {
  socketTest(`segments ${name} arrive, and are counted`, async (sockets) => {
    const inbox = await sockets.inbox();
    const { port } = inbox;
    const outcome = await sendMany(sockets.bound(), message, { port, segmentSize });
    assert.deepEqual(outcome, { error: null, sent: expected.length });
    assert.deepEqual(await inbox.received(), expected);
  });
}

socketTest('segments of shared memory arrive', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const memory = new Uint8Array(new SharedArrayBuffer(7), 1, 5);
  memory.set(Buffer.from('aabbc'));
  const outcome = await sendMany(sockets.bound(), memory, { port, segmentSize: 2 });
  assert.deepEqual(outcome, { error: null, sent: 3 });
  assert.deepEqual(await inbox.received(), ['aa', 'bb', 'c']);
});

socketTest('of memory that was transferred away no segment is left', async (sockets) => {
  const [first, second] = [new ArrayBuffer(8), new ArrayBuffer(8)];
  for (const view of [new Uint8Array(first), new DataView(second)]) {
    structuredClone(view.buffer, { transfer: [view.buffer] });
    const outcome = await sendMany(sockets.bound(), view, { port: 9, segmentSize: 2 });
    assert.deepEqual(outcome, { error: null, sent: 0 });
  }
});

for (const [size, count] of [
  [1200, 60],
  [9000, 8],
  [65_507, 2],
] as const) {
  socketTest(`segments of ${size} bytes arrive whole`, async (sockets) => {
    const receiver = sockets.bound();
    const received = datagrams(receiver, count + 1);
    const message = Buffer.alloc(size * count + 1, 'abcdefghijk');
    const options = { ...receiver.address(), segmentSize: size };
    const outcome = await sendMany(sockets.bound(), message, options);
    assert.deepEqual(outcome, { error: null, sent: count + 1 });
    const all = (await received).map(([datagram]) => datagram);
    assert.deepEqual(
      all.map(({ length }) => length),
      [...Array.from({ length: count }, () => size), 1],
    );
    assert.ok(Buffer.concat(all).equals(message));
  });
}

socketTest('a connected socket sends segments to its peer', async (sockets) => {
  const peer = sockets.bound();
  const received = datagrams(peer, 3);
  const outcome = await sendMany(sockets.connectedTo(peer), 'aabbc', { segmentSize: 2 });
  assert.deepEqual(outcome, { error: null, sent: 3 });
  assert.deepEqual(texts(await received), ['aa', 'bb', 'c']);
});

socketTest('segments go to IPv6 addresses', async (sockets) => {
  const receiver = sockets.bound('udp6');
  const received = datagrams(receiver, 3);
  const options = { ...receiver.address(), segmentSize: 2 };
  const outcome = await sendMany(sockets.bound('udp6'), 'aabbc', options);
  assert.deepEqual(outcome, { error: null, sent: 3 });
  assert.deepEqual(texts(await received), ['aa', 'bb', 'c']);
});

for (const [name, isBound, address] of [
  ['an implicit bind', false, '127.0.0.1'],
  ['a look-up', true, 'localhost'],
  ['an implicit bind and a look-up', false, 'localhost'],
] as const) {
  socketTest(`a message that waits for ${name} may be reused`, async (sockets) => {
    const inbox = await sockets.inbox();
    const { port } = inbox;
    const socket = isBound ? sockets.bound() : sockets.unbound();
    const message = Buffer.from('aabbc');
    const outcome = sendMany(socket, message, { port, address, segmentSize: 2 });
    message.fill('-');
    assert.deepEqual(await outcome, { error: null, sent: 3 });
    assert.deepEqual(await inbox.received(), ['aa', 'bb', 'c']);
  });
}

socketTest('segments that are too long fail each; a shorter last one leaves', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const message = Buffer.alloc(65_508 * 2 + 4, 'last');
  const { error, sent } = await sendMany(sockets.bound(), message, { port, segmentSize: 65_508 });
  assert.deepEqual([error?.code, sent], ['EMSGSIZE', 1]);
  assert.deepEqual(await inbox.received(), ['last']);
});
