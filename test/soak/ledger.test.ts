import assert from 'node:assert/strict';
import test from 'node:test';
import { HEADER_BYTES, type Header, writeDatagram } from '../../soak/traffic/datagram.js';
import type { Flow } from '../../soak/traffic/flows.js';
import { Ledger, type Received } from '../../soak/traffic/ledger.js';

const FLOW: Flow = {
  ...{ id: 3, type: 'udp4', way: 'send', connected: false, reading: 'message' },
  ...{ trains: true, paced: false },
};

/** Datagrams enough that some are kept, and looked at again. */
const MANY = 2000;

function datagram(sequence: number, header: Partial<Header> = {}, length = 100): Buffer {
  const buffer = Buffer.alloc(length);
  const alone = { flow: FLOW.id, sequence, message: sequence, place: 0, count: 1 };
  writeDatagram(buffer, { ...alone, ...header });
  return buffer;
}

/** The first message's datagrams, all in one train. */
function train(count: number): Buffer[] {
  return Array.from({ length: count }, (_, place) => datagram(place, { message: 0, place, count }));
}

function inOrder(count: number): Buffer[] {
  return Array.from({ length: count }, (_, sequence) => datagram(sequence));
}

function received(datagrams: readonly Buffer[], flow = FLOW): Received {
  const ledger = new Ledger(flow);
  for (const one of datagrams) ledger.add(one);
  ledger.end();
  return ledger.received;
}

/** What is wrong with what was received. */
function wrong(datagrams: readonly Buffer[], flow = FLOW): Partial<Received> {
  const { corrupted, misordered, torn, changed } = received(datagrams, flow);
  const counts = Object.entries({ corrupted, misordered, torn, changed });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

test('datagrams in order are counted and found right', () => {
  assert.deepEqual(wrong(inOrder(MANY)), {});
  const { datagrams, bytes, messages } = received([...train(5), datagram(5)]);
  assert.deepEqual({ datagrams, bytes, messages }, { datagrams: 6, bytes: 600, messages: 2 });
});

test('a gap is no fault of its own: the kernel may have dropped what is missing', () => {
  assert.deepEqual(wrong(inOrder(10).filter((_, place) => place !== 4)), {});
});

test('a changed byte anywhere in a datagram is noticed', () => {
  for (let at = 0; at < 100; at++) {
    const changed = datagram(0);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    assert.deepEqual(wrong([changed]), { corrupted: 1 }, `byte ${at}`);
  }
});

test('a datagram that lost its end is noticed', () => {
  for (const length of [99, HEADER_BYTES, HEADER_BYTES - 1, 1, 0]) {
    assert.deepEqual(wrong([datagram(0).subarray(0, length)]), { corrupted: 1 }, `${length}`);
  }
});

test('a datagram of another flow is noticed', () => {
  assert.deepEqual(wrong([datagram(0, { flow: 4 })]), { corrupted: 1 });
});

test('a datagram that comes twice or late is noticed', () => {
  assert.deepEqual(wrong([datagram(0), datagram(0)]), { misordered: 1, torn: 1 });
  assert.deepEqual(wrong([datagram(1), datagram(0)]), { misordered: 1 });
});

test('a train that comes in part is noticed, wherever a part is missing', () => {
  for (const missing of [0, 2, 4]) {
    const rest = [...train(5).filter((_, place) => place !== missing), datagram(5)];
    assert.deepEqual(wrong(rest), { torn: 1 }, `without ${missing}`);
  }
});

test('a datagram that changes after it was delivered is noticed', () => {
  const datagrams = inOrder(MANY);
  const ledger = new Ledger(FLOW);
  for (const one of datagrams) ledger.add(one);
  for (const one of datagrams.slice(-100)) one.fill(0);
  ledger.end();
  assert.notEqual(ledger.received.changed, 0);
});

test('short datagrams of a flow without loss are known by their bytes', () => {
  const paced = { ...FLOW, paced: true };
  const short = [0, 1, 2].map((sequence) => datagram(sequence, {}, 5));
  assert.deepEqual(wrong(short, paced), {});
  assert.deepEqual(wrong([...short].reverse(), paced), { corrupted: 2 });
});
