import fc, { type Arbitrary } from 'fast-check';
import type { Value } from '../sequence.js';
import {
  address,
  anything,
  destinationPort,
  leading,
  literals,
  message,
  mostly,
} from '../values/index.js';

const offset = mostly(literals(0, 1, 3), anything);
const length = mostly(literals(0, 1, 3), anything);

/** What `send()` is called with: each overload of Node's, and no overload at all. */
export function sendArguments(callback: Arbitrary<Value>): Arbitrary<Value[]> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 6, arbitrary: fc.tuple(message, destinationPort, address, callback) },
    { weight: 3, arbitrary: fc.tuple(message, destinationPort, address) },
    { weight: 2, arbitrary: fc.tuple(message, destinationPort, callback) },
    { weight: 2, arbitrary: fc.tuple(message, destinationPort) },
    { weight: 5, arbitrary: fc.tuple(message, callback) },
    { weight: 2, arbitrary: fc.tuple(message) },
    { weight: 2, arbitrary: fc.tuple(message, offset, length, destinationPort, address, callback) },
    { weight: 1, arbitrary: fc.tuple(message, offset, length, destinationPort, callback) },
    { weight: 1, arbitrary: fc.tuple(message, offset, length, callback) },
    { weight: 1, arbitrary: leading(message, ...Array.from({ length: 6 }, () => anything)) },
  );
}

/** What `sendto()` is called with. */
export function sendtoArguments(callback: Arbitrary<Value>): Arbitrary<Value[]> {
  return fc.tuple(message, offset, length, destinationPort, address, callback);
}
