import assert from 'node:assert/strict';
import test from 'node:test';
import { readArguments, select } from '../../bench/arguments.js';
import { CASES } from '../../bench/cases/index.js';
import { CONTENDERS } from '../../bench/contenders/index.js';
import { plan, runsOf } from '../../bench/plan.js';

const UNLIMITED = { quick: false, openFiles: Number.POSITIVE_INFINITY, noLink: undefined };

function idsOf(items: readonly { id: string }[]): string[] {
  return items.map(({ id }) => id);
}

function contendersCalled(...ids: readonly string[]): typeof CONTENDERS {
  return CONTENDERS.filter(({ id }) => ids.includes(id));
}

test('a text selects what has that id, or else what contains it; none selects all', () => {
  assert.deepEqual(idsOf(select('case', CASES, ['send'])), ['send']);
  assert.deepEqual(idsOf(select('case', CASES, ['receive-', 'echo'])), [
    ...['receive-trains', 'receive-flood', 'echo'],
  ]);
  assert.equal(select('case', CASES, []).length, CASES.length);
  assert.throws(
    () => select('case', CASES, ['fly']),
    /^Error: No case is called "fly"; see --list/,
  );
});

test('arguments that make no sense are refused', () => {
  assert.equal(readArguments(['--pairs', '7']).pairs, 7);
  for (const wrong of ['0', '-1', '1.5', 'many', '']) {
    assert.throws(
      () => readArguments([`--pairs=${wrong}`]),
      /--pairs takes a whole number above 0/,
    );
  }
  assert.throws(() => readArguments(['--seconds', '0']), /--seconds takes a number above 0/);
  assert.throws(() => readArguments(['--fast']), /'--fast'/);
});

test('cases and contenders have ids of their own, and cases name contenders that play the role', () => {
  assert.equal(new Set(idsOf(CASES)).size, CASES.length);
  assert.equal(new Set(idsOf(CONTENDERS)).size, CONTENDERS.length);
  for (const { id, contenders, driver, listener } of CASES) {
    for (const part of [driver, ...(listener ? [listener] : [])]) {
      for (const player of part.player === undefined ? contenders : [part.player]) {
        const roles = CONTENDERS.find((contender) => contender.id === player)?.roles;
        assert.ok(roles?.includes(part.role), `${id}: ${player} as ${part.role}`);
      }
    }
  }
});

test('targets are of parameters, measures and contenders that their cases have', () => {
  for (const { id, contenders, parameterSets, measures, targets } of CASES) {
    for (const target of targets) {
      const sets = [target.parameters, target.againstParameters ?? target.parameters];
      for (const set of sets) {
        assert.ok(
          parameterSets.some((one) => JSON.stringify(one) === JSON.stringify(set)),
          id,
        );
      }
      assert.ok(contenders.includes(target.contender) && contenders.includes(target.against), id);
      assert.ok(target.measure === undefined || idsOf(measures).includes(target.measure), id);
      assert.equal(Number(target.atLeast !== undefined) + Number(target.atMost !== undefined), 1);
    }
  }
});

test('contenders take turns', () => {
  const { contests } = plan(
    select('case', CASES, ['echo']),
    contendersCalled('node-dgram', 'fast-dgram'),
    UNLIMITED,
  );
  assert.deepEqual(
    contests.map(({ parameters }) => parameters.size),
    [64, 512, 1200],
  );
  const [first] = contests;
  assert.ok(first);
  assert.deepEqual(
    runsOf(first, 2).map(({ contender, turn }) => `${contender.id} ${turn}`),
    ['node-dgram 0', 'fast-dgram 0', 'fast-dgram 1', 'node-dgram 1'],
  );
});

test('more sockets than a process may have open are left out, and that is told', () => {
  const cases = select('case', CASES, ['sockets']);
  const limits = { ...UNLIMITED, openFiles: 1024 };
  const { contests, impossible } = plan(cases, contendersCalled('node-dgram'), limits);
  assert.deepEqual(
    contests.map(({ parameters }) => parameters.sockets),
    [1, 100],
  );
  assert.match(impossible.join(), /^sockets with 10000 sockets: .* is 1024$/);
});

test('a case over a slow link is left out where there can be none, and that is told', () => {
  const cases = select('case', CASES, ['slow-link', 'echo']);
  const limits = { ...UNLIMITED, noLink: 'it takes root' };
  const { contests, impossible } = plan(cases, contendersCalled('node-dgram'), limits);
  assert.deepEqual([...new Set(contests.map((contest) => contest.case.id))], ['echo']);
  assert.deepEqual(impossible, ['slow-link, over a link of 1gbit: it takes root']);
});

test('a case that none of the contenders takes part in is left out', () => {
  const cases = select('case', CASES, ['sockets']);
  assert.deepEqual(plan(cases, contendersCalled('c-gso'), UNLIMITED).contests, []);
});
