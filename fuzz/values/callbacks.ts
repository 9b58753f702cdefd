import fc, { type Arbitrary } from 'fast-check';
import type { Scope, Step, Value } from '../sequence.js';
import { functionSource } from '../source-code.js';
import { anything } from './objects.js';
import { mostly } from './value.js';

/** A callback that is traced and takes steps, or anything in its place. */
export function callbackTaking(steps: Arbitrary<Step[]>): Arbitrary<Value> {
  const callbacks = steps.map((taken) => ({
    code: functionSource(taken),
    acts: taken.length > 0,
    make: (scope: Scope) => scope.callback(taken),
  }));
  return mostly(callbacks, anything);
}

/** A callback that is traced, or anything in its place. */
export const passiveCallback: Arbitrary<Value> = callbackTaking(fc.constant([]));
