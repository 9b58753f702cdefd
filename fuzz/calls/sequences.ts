import fc, { type Arbitrary } from 'fast-check';
import { nodeHas } from '../../test/support/dgram.js';
import { ACTOR, type Beginning, NAMES, type Sequence, type Step, type Value } from '../sequence.js';
import {
  anything,
  callbackTaking,
  leading,
  literals,
  mostly,
  objectWith,
  ownLookup,
  passiveCallback,
  value,
} from '../values/index.js';
import { calls } from './calls.js';

const LONGEST = 20;

const settle: Step = { kind: 'settle' };

/** What the actor does in a listener or callback. */
const actions: Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { withCrossShrink: true },
    { weight: 6, arbitrary: calls(ACTOR, passiveCallback) },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'throw' }) },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'abort', socket: ACTOR }) },
  ),
  { maxLength: 3 },
);

const listening: Arbitrary<Step> = fc
  .tuple(fc.constantFrom('message', 'listening', 'connect', 'error', 'close'), actions)
  .map(([event, steps]) => ({ kind: 'listen', event, steps }) as Step);

/** What is no type of socket, or options with properties of any kind. */
const anyOptions: Arbitrary<Value> = fc.oneof(
  anything,
  objectWith({
    type: mostly(literals('udp4', 'udp6'), anything),
    recvBufferSize: anything,
    sendBufferSize: anything,
    lookup: mostly(ownLookup, anything),
    signal: anything,
    reuseAddr: anything,
    ipv6Only: anything,
    ...(nodeHas('receiveBlockList') ? { receiveBlockList: anything, sendBlockList: anything } : {}),
  }),
);

const creating: Arbitrary<Step> = leading(anyOptions, anything).map((args) => ({
  kind: 'create',
  args,
}));

const steps: Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: fc.constant(settle) },
    { weight: 10, arbitrary: calls('b', passiveCallback) },
    { weight: 5, arbitrary: calls('c', passiveCallback) },
    { weight: 14, arbitrary: calls(ACTOR, callbackTaking(actions)) },
    { weight: 3, arbitrary: listening },
    { weight: 1, arbitrary: creating },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...NAMES).map((socket) => ({ kind: 'abort', socket }) as Step),
    },
  ),
  { minLength: 1, maxLength: LONGEST, size: 'max' },
);

/** Options that are right: what is wrong with them is tried with sockets that are not used. */
const options: Arbitrary<Value> = objectWith(
  {
    reuseAddr: literals(true, false, undefined),
    // On an IPv4 socket the implicit bind would fail: "the implicit bind before `send()` fails".
    ipv6Only: fc.constant(value('isIPv6', ({ loopback }) => loopback === '::1')),
    recvBufferSize: literals(2 ** 18),
    sendBufferSize: literals(2 ** 16),
    lookup: ownLookup,
    signal: fc.constant(value('signal', (scope) => scope.signal)),
    ...(nodeHas('reusePort') ? { reusePort: literals(true, false) } : {}),
  },
  false,
);

const beginning: Arbitrary<Beginning> = fc.record({
  type: fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: fc.constant('udp4' as const) },
    { weight: 1, arbitrary: fc.constant('udp6' as const) },
  ),
  options: fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: fc.constant(value('{}', () => ({}))) },
    { weight: 1, arbitrary: options },
  ),
  bound: fc.boolean(),
  heard: fc.oneof(
    { weight: 4, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
});

/** A program. */
export const sequences: Arbitrary<Sequence> = fc.record({
  sockets: fc.record({
    a: beginning,
    b: fc.option(beginning, { nil: undefined }),
    c: fc.option(beginning, { nil: undefined }),
  }),
  steps,
});
