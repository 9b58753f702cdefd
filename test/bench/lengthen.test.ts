import assert from 'node:assert/strict';
import test from 'node:test';
import { CASES } from '../../bench/cases/index.js';
import { CONTENDERS } from '../../bench/contenders/index.js';
import { lengthen } from '../../bench/lengthen.js';
import type { Run } from '../../bench/plan.js';

/** Makes a run whose nth try receives that many datagrams, and tells how long each try lasted. */
async function tries(received: readonly number[], seconds: number) {
  const flood = CASES.find(({ id }) => id === 'receive-flood');
  const contender = CONTENDERS.find(({ id }) => id === 'c');
  assert.ok(flood && contender);
  const run: Run = {
    contest: { case: flood, parameters: {}, contenders: [contender] },
    contender,
    turn: 0,
  };
  const lasted: number[] = [];
  const { listener } = await lengthen(run, seconds, async (lasting) => {
    const usage = { seconds: lasting, user: 0, system: 0 };
    const count = received[lasted.length];
    assert.ok(count !== undefined, `it is made ${received.length} times at most`);
    lasted.push(lasting);
    return { driver: usage, listener: { ...usage, received: count } };
  });
  return { lasted, received: listener?.received };
}

test('a run that counts something is made once', async () => {
  assert.deepEqual(await tries([5], 0.5), { lasted: [0.5], received: 5 });
});

test('a run that counts nothing is made again, for twice as long each time', async () => {
  assert.deepEqual(await tries([0, 0, 7], 0.5), { lasted: [0.5, 1, 2], received: 7 });
});

test('a run that still counts nothing in four seconds is not made again', async () => {
  assert.deepEqual(await tries([0, 0, 0, 0], 0.5), { lasted: [0.5, 1, 2, 4], received: 0 });
  assert.deepEqual(await tries([0], 5), { lasted: [5], received: 0 });
});
