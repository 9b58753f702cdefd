import type { Arbitrary } from 'fast-check';
import type { Value } from '../sequence.js';
import { literals } from './value.js';

/**
 * Numbers of every kind. None is one that the kernel gives out as a port: traces show ports by
 * names.
 */
export const anyNumber: Arbitrary<Value> = literals(
  0,
  -0,
  1,
  -1,
  1.5,
  2,
  255,
  256,
  65_535,
  65_536,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 32 + 1,
  2 ** 53,
  -(2 ** 31),
  -(2 ** 32) - 1,
  1e308,
  5e-324,
);

/** Texts of every kind; those that are numbers are not zero. */
export const anyText: Arbitrary<Value> = literals(
  '',
  ' ',
  'a',
  '1',
  ' 7 ',
  '0x10',
  '1e3',
  '1.5',
  '-1',
  '65536',
  'NaN',
  'a\0b',
  '\ud800',
  'ünïcödé',
  '__proto__',
  'x'.repeat(300),
);

/** What is neither a number nor a text nor an object. */
export const anyOtherPrimitive: Arbitrary<Value> = literals(
  undefined,
  null,
  true,
  false,
  0n,
  1n,
  -1n,
  2n ** 64n,
  Symbol('s'),
  Symbol.iterator,
);
