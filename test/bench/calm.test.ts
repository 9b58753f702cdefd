import assert from 'node:assert/strict';
import test from 'node:test';
import { Calm } from '../../bench/calm.js';

const CALM = { distance: 60, step: 0.7 };
const APART = { distance: 350, step: 0.7 };
const SHARED = { distance: 60, step: 1.1 };
/** No time ends it: only how often it looks and repeats. */
const PATIENT = { pause: 0, spare: Number.POSITIVE_INFINITY };
const LOOKS_AT_FIRST = 10;

/** Cores whose state is told by what was measured so far: the runs, and looks between them. */
function cores(stateAfter: (runs: number, looks: number) => typeof CALM) {
  let runs = 0;
  let looks = 0;
  const calm = new Calm(async () => stateAfter(runs, looks++), PATIENT);
  return { calm, run: async () => ++runs };
}

test('a run between calm cores is made once', async () => {
  const { calm, run } = cores((_, looks) => ({
    distance: CALM.distance + 10 * (looks % 3),
    step: CALM.step + 0.03 * (looks % 3),
  }));
  await calm.prepare();
  assert.equal(await calm.measure(run), 1);
  assert.deepEqual(calm.watched, { runs: 1, disturbed: 0, repeated: 0 });
});

for (const [disturbance, state] of [
  ['are far apart', APART],
  ['are shared with others', SHARED],
] as const) {
  test(`a run after which the cores ${disturbance} is made again`, async () => {
    let disturbed = false;
    const { calm, run } = cores((runs) => {
      if (runs !== 1 || disturbed) return CALM;
      disturbed = true;
      return state;
    });
    await calm.prepare();
    assert.equal(await calm.measure(run), 2);
    assert.deepEqual(calm.watched, { runs: 1, disturbed: 0, repeated: 1 });
  });

  test(`a run waits while the cores ${disturbance}`, async () => {
    let looksMeanwhile = 0;
    const { calm, run } = cores((_, looks) => {
      if (looks < LOOKS_AT_FIRST || looks >= LOOKS_AT_FIRST + 3) return CALM;
      looksMeanwhile++;
      return state;
    });
    await calm.prepare();
    assert.equal(await calm.measure(run), 1);
    assert.equal(looksMeanwhile, 3);
    assert.deepEqual(calm.watched, { runs: 1, disturbed: 0, repeated: 0 });
  });
}

// Looks alternate: calm before each run, and disturbed after it.
test('a run whose cores never remain calm counts in the end, and that is told', async () => {
  const { calm, run } = cores((runs, looks) => (runs > 0 && looks % 2 === 1 ? APART : CALM));
  await calm.prepare();
  const made = await calm.measure(run);
  assert.equal(made, 6);
  assert.deepEqual(calm.watched, { runs: 1, disturbed: 1, repeated: 5 });
});

test('cores that were calmer once than ever again are told to be disturbed from then on', async () => {
  const { calm, run } = cores((_, looks) => (looks === 0 ? CALM : SHARED));
  await calm.prepare();
  assert.equal(await calm.measure(run), 6);
  assert.equal(await calm.measure(run), 12);
  assert.deepEqual(calm.watched, { runs: 2, disturbed: 2, repeated: 10 });
});

test('a run whose cores are disturbed counts at once where no time is left', async () => {
  let runs = 0;
  const state = async () => (runs === 0 ? CALM : SHARED);
  const calm = new Calm(state, { pause: 0, spare: -1 });
  await calm.prepare();
  assert.equal(await calm.measure(async () => ++runs), 1);
  assert.deepEqual(calm.watched, { runs: 1, disturbed: 1, repeated: 0 });
});

test('also the time that looks take is limited', async (t) => {
  let time = 0;
  t.mock.method(performance, 'now', () => time);
  const took = 600;
  let looks = 0;
  const calm = new Calm(
    async () => {
      time += took;
      return looks++ < LOOKS_AT_FIRST ? CALM : SHARED;
    },
    { pause: 0, spare: 2 * took },
  );
  await calm.prepare();
  assert.equal(await calm.measure(async () => looks - LOOKS_AT_FIRST), 4);
});
