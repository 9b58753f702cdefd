import assert from 'node:assert/strict';
import test from 'node:test';
import { createSocket, type SocketOptions } from 'fast-dgram';
import { printed } from '../support/expect';
import { faultTest } from '../support/fault';
import type { Tools } from '../support/program';

function create(options: object): () => void {
  return () => createSocket({ type: 'udp4', ...options } as SocketOptions);
}

for (const [value, received] of [
  ['destination', "type string ('destination')"],
  [1, 'type number (1)'],
  [null, 'null'],
  [{ ttl: true }, 'an instance of Object'],
] as const) {
  test(`receiveInfo is a flag or a list, not ${received}`, () => {
    assert.throws(create({ receiveInfo: value }), {
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_TYPE',
      message:
        'The "options.receiveInfo" property must be of type boolean or an instance of Array. ' +
        `Received ${received}`,
    });
  });
}

for (const [item, received] of [
  ['interface', "'interface'"],
  ['TTL', "'TTL'"],
  [1, '1'],
  [undefined, 'undefined'],
] as const) {
  test(`${received} is nothing that can be told`, () => {
    assert.throws(create({ receiveInfo: ['ttl', item] }), {
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_VALUE',
      message:
        "The property 'options.receiveInfo[1]' must be one of: " +
        `'destination', 'tos', 'ttl', 'timestamp'. Received ${received}`,
    });
  });
}

for (const value of [1, 'true', null, {}]) {
  test(`icmpErrors is a flag, not ${typeof value} ${value}`, () => {
    assert.throws(create({ icmpErrors: value }), {
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_TYPE',
      message: /^The "options\.icmpErrors" property must be of type boolean\. Received /,
    });
  });
}

/** Creates sockets that ask for more and more, and shows which the kernel can't serve. */
function createAll({ fast, print }: Tools): void {
  for (const options of [
    {},
    { receiveInfo: [], icmpErrors: false },
    { receiveInfo: true },
    { receiveInfo: ['timestamp'] },
    { receiveInfo: ['tos', 'ttl'] },
    { icmpErrors: true },
  ]) {
    try {
      fast.createSocket({ type: 'udp4', ...options } as SocketOptions);
      print('created');
    } catch (error) {
      const { name, code, feature } = error as NodeJS.ErrnoException & { feature?: string };
      print(name, code, feature, (error as Error).message);
    }
  }
}

/** What is said of a feature that the kernel lacks. */
function lacks(feature: string): string {
  const told = `The kernel does not have "${feature}". features() tells what it has`;
  return `Error ERR_FEATURE_UNAVAILABLE ${feature} ${told}`;
}

faultTest(
  'what the kernel can not tell is refused when the socket is created',
  ['setsockopt:error=ENOPROTOOPT'],
  createAll,
  [],
  ({ calls: _, ...outcome }) =>
    printed(
      outcome,
      ...['created', 'created'],
      ...['destination', 'timestamp', 'tos', 'icmpErrors'].map(lacks),
    ),
);

faultTest('what the kernel can tell is not refused', [], createAll, [], (outcome) => {
  assert.deepEqual(outcome.lines, Array(6).fill('created'));
});
