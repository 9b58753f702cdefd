import assert from 'node:assert/strict';
import test from 'node:test';
import type { Results } from '../../soak/overload/run.js';
import { resultsOf } from './run-program';

test('under a flood timers fire and another socket gets its datagrams, all of them', async (t) => {
  const { outcomes } = await resultsOf<Results>('overload', '--seconds', '1');
  assert.deepEqual(
    outcomes.map(({ library }) => library),
    ['node:dgram', 'fast-dgram'],
  );
  for (const { library, sent, endured } of outcomes) {
    assert.ok(endured.handled > 0 && endured.handled < sent.flooded, `${library} is flooded`);
    assert.notEqual(endured.timers, 0, library);
    const { p50, p99 } = endured.delays;
    t.diagnostic(`${library}: delay p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  }
  const [, { sent, endured } = assert.fail()] = outcomes;
  assert.notEqual(sent.quiet, 0);
  assert.equal(endured.quiet, sent.quiet);
});
