import assert from 'node:assert/strict';
import test from 'node:test';
import { Nearness } from '../../bench/nearness.js';

const NEAR = 60;
const FAR = 350;
const NO_PAUSE = 0;

/** Cores whose distance is told by what was measured so far: the runs, and looks between them. */
function cores(distanceAfter: (runs: number, looks: number) => number) {
  let runs = 0;
  let looks = 0;
  const nearness = new Nearness(async () => distanceAfter(runs, looks++), NO_PAUSE);
  return { nearness, run: async () => ++runs };
}

test('a run between near cores is made once', async () => {
  const { nearness, run } = cores((_, looks) => NEAR + 10 * (looks % 3));
  await nearness.prepare();
  assert.equal(await nearness.measure(run), 1);
  assert.deepEqual(nearness.disturbances, { repeated: 0, apart: 0 });
});

test('a run after which the cores are far apart is made again', async () => {
  let moved = false;
  const { nearness, run } = cores((runs) => {
    if (runs !== 1 || moved) return NEAR;
    moved = true;
    return FAR;
  });
  await nearness.prepare();
  assert.equal(await nearness.measure(run), 2);
  assert.deepEqual(nearness.disturbances, { repeated: 1, apart: 0 });
});

test('a run waits until cores that are far apart are near again', async () => {
  const LOOKS_AT_FIRST = 10;
  let looksWhileFar = 0;
  const { nearness, run } = cores((_, looks) => {
    if (looks < LOOKS_AT_FIRST || looks >= LOOKS_AT_FIRST + 3) return NEAR;
    looksWhileFar++;
    return FAR;
  });
  await nearness.prepare();
  assert.equal(await nearness.measure(run), 1);
  assert.equal(looksWhileFar, 3);
  assert.deepEqual(nearness.disturbances, { repeated: 0, apart: 0 });
});

// Looks alternate: near before each run, and far after it.
test('a run whose cores never remain near counts in the end, and that is told', async () => {
  const { nearness, run } = cores((runs, looks) => (runs > 0 && looks % 2 === 1 ? FAR : NEAR));
  await nearness.prepare();
  const made = await nearness.measure(run);
  assert.equal(made, 6);
  assert.deepEqual(nearness.disturbances, { repeated: 5, apart: 1 });
});

test('cores that were nearer once than ever again hold up one run, and no other', async () => {
  let looks = 0;
  const nearness = new Nearness(async () => (looks++ === 0 ? NEAR : FAR), NO_PAUSE);
  await nearness.prepare();
  let runs = 0;
  const run = async () => ++runs;
  await nearness.measure(run);
  assert.deepEqual(nearness.disturbances, { repeated: 5, apart: 1 });
  assert.equal(await nearness.measure(run), 7);
  assert.deepEqual(nearness.disturbances, { repeated: 5, apart: 1 });
});
