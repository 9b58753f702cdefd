import { isIP } from 'node:net';
import fc, { type Arbitrary } from 'fast-check';
import type { Scope, Value } from '../sequence.js';
import { literals, value } from './value.js';

type Callback = (error: unknown, address?: unknown) => void;

const WHEN = {
  'at once': (answer: () => void) => answer(),
  'in a tick': (answer: () => void) => process.nextTick(answer),
  later: (answer: () => void) => setImmediate(answer),
} as const;

type When = keyof typeof WHEN;

/**
 * What a `lookup` option says to a name. Addresses are texts: "a `lookup` that answers a `send()`
 * with no string" ends the process of `node:dgram`.
 */
const outcomes: Arbitrary<{ error?: Value; address?: Value }> = fc.oneof(
  { withCrossShrink: true },
  literals('127.0.0.1', '::1', '', 'no address').map((address) => ({ address })),
  fc
    .constantFrom(
      value("new Error('lookup')", () => new Error('lookup')),
      value("'failure'", () => 'failure'),
      value('{}', () => ({})),
    )
    .map((error) => ({ error })),
);

/**
 * A `lookup` option. It answers addresses with themselves, so that an implicit bind succeeds: one
 * that fails is a known difference ("the implicit bind before `send()` fails").
 */
export const ownLookup: Arbitrary<Value> = fc
  .tuple(fc.constantFrom(...(Object.keys(WHEN) as When[])), outcomes)
  .map(([when, { error, address }]) => {
    const said = error === undefined ? `null, ${address?.code}` : error.code;
    return value(`lookup answering names ${when} with (${said})`, (scope: Scope) => {
      return (hostname: unknown, family: unknown, callback: Callback): void => {
        scope.traceLookup('lookup', hostname, family);
        const answer = (): void => {
          if (typeof hostname === 'string' && isIP(hostname) !== 0) callback(null, hostname);
          else if (error !== undefined) callback(error.make(scope));
          else callback(null, address?.make(scope));
        };
        WHEN[when](answer);
      };
    });
  });
