import assert from 'node:assert/strict';
import test from 'node:test';
import type { Results } from '../../soak/traffic/run.js';
import { resultsOf } from './run-program';

test('a short soak accounts for every datagram of every kind of flow', async (t) => {
  const results = await resultsOf<Results>('traffic', '--minutes', '0.07', '--seed', '7');
  const { accounts, deviceDrops, samples } = results;
  const total = (value: (account: Results['accounts'][number]) => number): number =>
    accounts.reduce((sum, account) => sum + value(account), 0);

  assert.equal(accounts.length, 192);
  for (const { flow, sent, arrived, losesMessages } of accounts) {
    const lost = losesMessages
      ? sent.messages - arrived.messages
      : sent.datagrams - arrived.datagrams;
    assert.ok(lost >= arrived.drops && lost <= arrived.drops + deviceDrops, `flow ${flow.id}`);
    if (flow.paced) assert.equal(arrived.drops, 0, `flow ${flow.id}`);
    if (flow.paced) assert.notEqual(arrived.answers, 0, `flow ${flow.id}`);
  }
  const drops = total(({ arrived }) => arrived.drops);
  const failed = total(({ sent }) => sent.failed);
  assert.notEqual(drops, 0, 'something was dropped, so that drops were accounted for');
  assert.notEqual(failed, 0, 'something failed, so that failures were accounted for');
  assert.ok(samples.sender.length >= 8 && samples.receiver.length >= 8);
  const received = total(({ arrived }) => arrived.datagrams);
  t.diagnostic(`${received} received, ${drops} dropped by the kernel, ${failed} failed on purpose`);
});

test('the same seed gives the same flows, another seed others', async () => {
  const { planFlows } = await import('../../soak/traffic/flows.js');
  assert.deepEqual(planFlows(200, 5), planFlows(200, 5));
  assert.notDeepEqual(planFlows(200, 5), planFlows(200, 6));
  const kinds = planFlows(192, 5).map(({ id, ...kind }) => JSON.stringify(kind));
  assert.equal(new Set(kinds).size, 192);
});
