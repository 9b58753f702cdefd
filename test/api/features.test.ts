import assert from 'node:assert/strict';
import test from 'node:test';
import dgram, { features } from 'fast-dgram';
import { printed } from '../support/expect';
import { faultTest } from '../support/fault';
import { run, type Tools } from '../support/program';

test('features says of each whether the kernel has it', () => {
  const { gso, gro, ...others } = features();
  assert.equal(typeof gso, 'boolean');
  assert.equal(typeof gro, 'boolean');
  assert.deepEqual(others, {});
});

test('features gives one frozen object', () => {
  assert.equal(features(), features());
  assert.ok(Object.isFrozen(features()));
  assert.equal(Reflect.set(features(), 'gso', 'changed'), false);
  assert.equal(Object.getPrototypeOf(features()), Object.prototype);
});

test('features is the same by every way to import it', async () => {
  assert.equal(dgram.features, features);
  const imported = (await import('fast-dgram')) as unknown as typeof dgram;
  assert.equal(imported.features, features);
  assert.equal((require('fast-dgram') as typeof dgram).features, features);
});

test('features keeps no socket open', async () => {
  const outcome = await run({}, ({ fast, print, require }) => {
    const { readdirSync, readlinkSync } = require('node:fs') as typeof import('node:fs');
    const isSocket = (name: string): boolean => {
      try {
        return readlinkSync(`/proc/self/fd/${name}`).startsWith('socket:');
      } catch {
        return false; // The listing's own.
      }
    };
    const open = (): number => readdirSync('/proc/self/fd').filter(isSocket).length;
    const before = open();
    fast.features();
    print(open() - before);
  });
  printed(outcome, '0');
});

/** Asks twice, and shows the answer. */
function ask({ fast, print }: Tools): void {
  print(JSON.stringify(fast.features()));
  print(JSON.stringify(fast.features()));
}

/** The socket options by their numbers, which older straces do not name. */
const UDP_SEGMENT = /UDP_SEGMENT|0x67/;
const UDP_GRO = /UDP_GRO|0x68/;

faultTest('features asks the kernel, once', [], ask, [], ({ lines, calls }) => {
  const has = (option: RegExp): boolean => {
    const [call = '', ...others] = calls.filter((line) => option.test(line));
    assert.deepEqual(others, []);
    assert.match(call, /^setsockopt\(/);
    return / = 0$/.test(call);
  };
  const answer = JSON.stringify({ gso: has(UDP_SEGMENT), gro: has(UDP_GRO) });
  assert.deepEqual(lines, [answer, answer]);
});

for (const [name, rule, expected] of [
  ['neither', 'setsockopt:error=ENOPROTOOPT', { gso: false, gro: false }],
  ['both', 'setsockopt:retval=0', { gso: true, gro: true }],
] as const) {
  faultTest(`features knows a kernel that has ${name}`, [rule], ask, [], ({ lines, code }) => {
    const answer = JSON.stringify(expected);
    assert.deepEqual({ lines, code }, { lines: [answer, answer], code: 0 });
  });
}

faultTest(
  'a kernel without segments and trains still sends and receives',
  ['setsockopt:error=ENOPROTOOPT', 'sendmsg:error=EINVAL:when=1'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    const texts: string[] = [];
    socket.on('messages', (batch) => {
      for (const [message] of batch) texts.push(String(message));
      if (texts.length < 3) return;
      print(texts.join(' '));
      socket.close();
    });
    socket.bind(0, '127.0.0.1', () => {
      socket.sendMany(['one', 'two', 'six'], { port: socket.address().port });
    });
  },
  [],
  ({ calls: _, ...outcome }) => printed(outcome, 'one two six'),
);
