import assert from 'node:assert/strict';
import test from 'node:test';
import { CASES, type Case } from '../../bench/cases/index.js';
import { CONTENDERS, type Contender } from '../../bench/contenders/index.js';
import { evaluate } from '../../bench/evaluate.js';
import type { Contest } from '../../bench/plan.js';
import { Recording } from '../../bench/recording.js';

const USAGE = { seconds: 1, user: 0, system: 0 };

function contender(id: string): Contender {
  return CONTENDERS.find((one) => one.id === id) as Contender;
}

/** A contest of what loading takes, whose measure is the seconds. */
function contest(targets: Case['targets']): Contest {
  const loading = CASES.find(({ id }) => id === 'import') as Case;
  return {
    case: { ...loading, targets },
    parameters: {},
    contenders: [contender('node-dgram'), contender('fast-dgram')],
  };
}

function record(one: Contest, seconds: Readonly<Record<string, readonly (number | null)[]>>) {
  const recording = new Recording();
  for (const [id, values] of Object.entries(seconds)) {
    values.forEach((value, turn) => {
      const run = { contest: one, contender: contender(id), turn };
      if (value === null) recording.fail(run, 'it was told to');
      else recording.add(run, { driver: { ...USAGE, seconds: value } });
    });
  }
  return recording;
}

test('a contender is compared with node:dgram within turns, and by medians', () => {
  const one = contest([]);
  const recording = record(one, { 'node-dgram': [1, 2, 4], 'fast-dgram': [2, 8, 4] });
  const [results] = evaluate([one], recording, true);
  const [node, fast] = results?.contests[0]?.measures[0]?.contenders ?? [];
  assert.deepEqual(node?.values, [1000, 2000, 4000]);
  assert.equal(node?.median, 2000);
  assert.equal(node?.ratios, undefined);
  assert.deepEqual(fast?.ratios, { byTurn: [2, 4, 1], median: 2, ofMedians: 2 });
});

test('a run that fails leaves its turn out, and is told', () => {
  const one = contest([]);
  const recording = record(one, { 'node-dgram': [1, null, 4], 'fast-dgram': [null, 1, 2] });
  const [results] = evaluate([one], recording, true);
  const [node, fast] = results?.contests[0]?.measures[0]?.contenders ?? [];
  assert.deepEqual(node?.values, [1000, null, 4000]);
  assert.deepEqual(fast?.ratios?.byTurn, [0.5]);
  assert.deepEqual(
    recording.failures.map(({ contender, turn }) => [contender, turn]),
    [
      ['node-dgram', 1],
      ['fast-dgram', 0],
    ],
  );
});

test('a contender none of whose runs succeeded has no results', () => {
  const one = contest([]);
  const recording = record(one, { 'node-dgram': [1], 'fast-dgram': [null] });
  const [results] = evaluate([one], recording, true);
  const contenders = results?.contests[0]?.measures[0]?.contenders ?? [];
  assert.deepEqual(
    contenders.map(({ id }) => id),
    ['node-dgram'],
  );
});

test('a run that counted nothing is an error', () => {
  assert.throws(() => record(contest([]), { 'node-dgram': [0] }), /node-dgram counted nothing/);
});

test('targets are reached or not; without a verdict they are not judged', () => {
  const target = { contender: 'fast-dgram', against: 'node-dgram', parameters: {} };
  const one = contest([
    { ...target, atMost: 2 },
    { ...target, atMost: 1.9 },
    { ...target, atLeast: 2 },
    { ...target, atLeast: 2.1 },
    { ...target, against: 'bun-dgram', atLeast: 1 },
  ]);
  const recording = record(one, { 'node-dgram': [1], 'fast-dgram': [2] });
  const [judged] = evaluate([one], recording, true);
  assert.deepEqual(
    judged?.verdicts?.map(({ measure, ratio, isReached }) => [measure, ratio, isReached]),
    [
      ['time', 2, true],
      ['time', 2, false],
      ['time', 2, true],
      ['time', 2, false],
    ],
  );
  const [unjudged] = evaluate([one], recording, false);
  assert.equal(unjudged?.verdicts, undefined);
});

test('a target whose contenders were measured in different turns is not judged', () => {
  const target = { contender: 'fast-dgram', against: 'node-dgram', parameters: {}, atLeast: 1 };
  const one = contest([target]);
  const verdictsOf = (own: readonly (number | null)[]) => {
    const recording = record(one, { 'node-dgram': [1, null], 'fast-dgram': own });
    return evaluate([one], recording, true)[0]?.verdicts?.length;
  };
  assert.equal(verdictsOf([null, 2]), 0);
  assert.equal(verdictsOf([2, 2]), 1);
});
