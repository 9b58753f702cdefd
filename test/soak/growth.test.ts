import assert from 'node:assert/strict';
import test from 'node:test';
import { developmentOf, growthFaults } from '../../soak/support/growth.js';
import type { Resources } from '../../soak/support/resources.js';

const MIB = 2 ** 20;

/** What is wrong with a process whose resources were these, one after the other. */
function faults(sampleAt: (place: number) => Partial<Resources>, seconds = 60): string[] {
  const flat = { memory: 60 * MIB, descriptors: 30, handles: 20, active: 10 };
  const samples = Array.from({ length: 40 }, (_, place) => ({ ...flat, ...sampleAt(place) }));
  return growthFaults('it', developmentOf(samples), seconds);
}

test('resources that stay the same are no fault', () => {
  assert.deepEqual(
    faults(() => ({})),
    [],
  );
});

test('growth at the start of a run is no fault', () => {
  const warm = (place: number): number => Math.min(place, 9);
  assert.deepEqual(
    faults((place) => ({ memory: (60 + 4 * warm(place)) * MIB, descriptors: 30 + warm(place) })),
    [],
  );
});

test('memory that varies is no fault', () => {
  assert.deepEqual(
    faults((place) => ({ memory: (60 + 10 * (place % 3)) * MIB })),
    [],
  );
});

test('memory that grows over the whole run is a fault', () => {
  const [fault] = faults((place) => ({ memory: (60 + place) * MIB }));
  assert.match(fault ?? '', /^it: memory grew from \d+ to \d+ bytes\.$/);
});

test('memory of a run of a few seconds is not judged', () => {
  assert.deepEqual(
    faults((place) => ({ memory: (60 + place) * MIB }), 4),
    [],
  );
});

test('one more descriptor, handle or active resource is a fault', () => {
  for (const name of ['descriptors', 'handles', 'active'] as const) {
    const [fault] = faults((place) => (place < 35 ? {} : { [name]: 31 }));
    assert.match(fault ?? '', new RegExp(`^it: ${name} grew from \\d+ to 31\\.$`));
  }
});

test('too few samples give no verdict', () => {
  assert.throws(() => developmentOf([]), /0 samples are too few/);
});
