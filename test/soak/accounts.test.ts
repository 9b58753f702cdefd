import assert from 'node:assert/strict';
import test from 'node:test';
import { accountFaults, accountOf } from '../../soak/traffic/accounts.js';
import type { Flow } from '../../soak/traffic/flows.js';
import type { Arrived } from '../../soak/traffic/receiver.js';
import type { Sent } from '../../soak/traffic/sending-flow.js';

const FLOW: Flow = {
  ...{ id: 0, type: 'udp4', way: 'send', connected: false, reading: 'message' },
  ...{ trains: true, paced: false },
};

/** What is wrong where a hundred datagrams in ten messages were sent. */
function faults(
  arrived: Partial<Arrived>,
  { flow = {}, sent = {}, deviceDrops = 0 }: Partial<Circumstances> = {},
): string[] {
  const account = accountOf(
    { ...FLOW, ...flow },
    {
      ...{ datagrams: 100, bytes: 5000, messages: 10 },
      ...{ tooLong: 0, failed: 0, answers: 0, foreign: 0 },
      ...sent,
    },
    {
      ...{ datagrams: 100, bytes: 5000, messages: 10, drops: 0, answers: 0, foreign: 0 },
      ...{ corrupted: 0, misordered: 0, torn: 0, changed: 0 },
      ...arrived,
    },
    true,
  );
  return accountFaults([account], deviceDrops).map((fault) => fault.replace(/^Flow .*\): /, ''));
}

/** What differs from a flow of which everything arrives. */
interface Circumstances {
  flow: Partial<Flow>;
  sent: Partial<Sent>;
  deviceDrops: number;
}

test('where everything arrives nothing is wrong', () => {
  assert.deepEqual(faults({}), []);
});

test("the kernel's count of what it dropped may have begun again at 0", () => {
  const sent = { datagrams: 2 ** 32 + 100, messages: 2 ** 32 + 10 };
  assert.deepEqual(faults({ messages: 8, drops: 2 }, { sent }), []);
  const unknown = ['1 are lost of which the kernel knows nothing.'];
  assert.deepEqual(faults({ messages: 7, drops: 2 }, { sent }), unknown);
});

test('what the kernel dropped is accounted for, message by message', () => {
  assert.deepEqual(faults({ datagrams: 83, messages: 8, drops: 2 }), []);
  const unknown = ['1 are lost of which the kernel knows nothing.'];
  assert.deepEqual(faults({ datagrams: 83, messages: 8, drops: 1 }), unknown);
});

test('where trains are cut before they are dropped, datagrams are accounted for', () => {
  const flow = { trains: false };
  assert.deepEqual(faults({ datagrams: 83, messages: 10, torn: 3, drops: 17 }, { flow }), []);
  const unknown = ['1 are lost of which the kernel knows nothing.'];
  assert.deepEqual(faults({ datagrams: 83, messages: 10, drops: 16 }, { flow }), unknown);
});

test('what the loopback device dropped may be missing', () => {
  assert.deepEqual(faults({ datagrams: 90, messages: 9 }, { deviceDrops: 1 }), []);
});

test('more than was sent is wrong', () => {
  const more = ['1 more have arrived or were dropped than were sent.'];
  assert.deepEqual(faults({ messages: 9, drops: 2 }), more);
});

test('a sender that waits loses nothing', () => {
  const flow = { paced: true };
  const dropped = ['1 were dropped although the sender waited.'];
  assert.deepEqual(faults({ datagrams: 99, drops: 1 }, { flow }), dropped);
  assert.deepEqual(faults({ bytes: 4999 }, { flow }), ['5000 bytes became 4999.']);
});

test('only what is too long may fail', () => {
  assert.deepEqual(faults({}, { sent: { tooLong: 2, failed: 2 } }), []);
  assert.deepEqual(faults({}, { sent: { tooLong: 2, failed: 1 } }).slice(0, 1), [
    '1 failed and not 2.',
  ]);
});

test('nothing at all, lost answers and each kind of damage are wrong', () => {
  assert.deepEqual(faults({ datagrams: 0, bytes: 0, messages: 0, drops: 10 }), [
    'nothing has arrived.',
  ]);
  assert.deepEqual(faults({ answers: 1 }), ['1 answers became 0.']);
  assert.deepEqual(faults({ corrupted: 1 }), ['1 were corrupted.']);
  assert.deepEqual(faults({ misordered: 1 }), ['1 came twice or out of order.']);
  assert.deepEqual(faults({ torn: 1 }), ['1 trains came in part.']);
  assert.deepEqual(faults({ changed: 1 }), ['1 changed after they were delivered.']);
});
