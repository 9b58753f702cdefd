import { inspect } from 'node:util';
import fc, { type Arbitrary } from 'fast-check';
import type { Scope, Value } from '../sequence.js';

/** A value with the code that a program would make it by. */
export function value(code: string, make: (scope: Scope) => unknown): Value {
  return { code, make };
}

/** A value that needs no copy for each run. */
function literal(primitive: unknown): Value {
  const code =
    typeof primitive === 'string' && primitive.length > 80
      ? `${JSON.stringify(primitive[0])}.repeat(${primitive.length})`
      : inspect(primitive);
  return value(code, () => primitive);
}

/** One of these primitives; shrinks towards the first. */
export function literals(...primitives: readonly unknown[]): Arbitrary<Value> {
  return fc.constantFrom(...primitives.map(literal));
}

/** Mostly the one, sometimes the other; shrinks towards the one. */
export function mostly(usual: Arbitrary<Value>, other: Arbitrary<Value>): Arbitrary<Value> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 9, arbitrary: usual },
    { weight: 1, arbitrary: other },
  );
}

/** The first few of these values, which may be none. */
export function leading(...values: readonly Arbitrary<Value>[]): Arbitrary<Value[]> {
  const count = fc.nat(values.length);
  return fc.tuple(count, fc.tuple(...values)).map(([kept, all]) => all.slice(0, kept));
}
