import fc, { type Arbitrary } from 'fast-check';
import { NAMES, type Value } from '../sequence.js';
import { anything } from './objects.js';
import { literals, mostly, value } from './value.js';

/** The port of a socket of the sequence. */
const portOfSocket: Arbitrary<Value> = fc
  .constantFrom(...NAMES)
  .map((name) => value(`portOf(${name})`, (scope) => scope.portOf(name)));

const portOfSocketAsText: Arbitrary<Value> = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom('', ' ', '+'))
  .map(([name, before]) =>
    value(`'${before}' + portOf(${name})`, (scope) => `${before}${scope.portOf(name)}`),
  );

const closedPort = fc.constant(value('closedPort', (scope) => scope.closedPort));

/** Where a datagram goes. */
export const destinationPort: Arbitrary<Value> = fc.oneof(
  { withCrossShrink: true },
  { weight: 12, arbitrary: portOfSocket },
  { weight: 1, arbitrary: portOfSocketAsText },
  { weight: 1, arbitrary: closedPort },
  { weight: 1, arbitrary: anything },
);

/** The code of a port that is bound differently: "a negative port as text". */
export const NEGATIVE_TEXT = "'-1'";

/** Where a socket is bound. */
export const localPort: Arbitrary<Value> = fc.oneof(
  { withCrossShrink: true },
  { weight: 8, arbitrary: literals(0, undefined) },
  { weight: 2, arbitrary: portOfSocket },
  { weight: 1, arbitrary: anything.filter(({ code }) => code !== NEGATIVE_TEXT) },
);

const loopback: Value = value('loopback', (scope) => scope.loopback);

/**
 * Addresses of this host, of the right or the wrong family, names, and what is neither. Never
 * another host's.
 */
const addresses: Arbitrary<Value> = fc.oneof(
  { withCrossShrink: true },
  { weight: 8, arbitrary: fc.constant(loopback) },
  {
    weight: 5,
    arbitrary: literals(
      undefined,
      '127.0.0.1',
      '::1',
      'localhost',
      '',
      null,
      '127.0.0.2',
      '0.0.0.0',
      '::',
      '::ffff:127.0.0.1',
      '::1%lo',
      '127.1',
      '127.0.0.1\0',
      '[::1]',
      'nowhere.invalid',
    ),
  },
);

/** An address, or anything in its place. */
export const address: Arbitrary<Value> = mostly(addresses, anything);
