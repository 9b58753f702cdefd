import assert from 'node:assert/strict';
import test from 'node:test';
import dgram, { features } from 'fast-dgram';
import { printed } from '../support/expect';
import { cannotInject, faultTest, runTraced } from '../support/fault';
import { run, type Tools } from '../support/program';

const NAMES = [
  'gso',
  'gro',
  'destination',
  'tos',
  'ttl',
  'timestamp',
  'txtime',
  'icmpErrors',
  'drops',
  'steering',
] as const;

test('features says of each whether the kernel has it', () => {
  assert.deepEqual(Object.keys(features()), NAMES);
  for (const name of NAMES) assert.equal(typeof features()[name], 'boolean');
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

/** The call that asks for each; by numbers, where older straces know no name. */
const QUESTIONS: Readonly<Record<(typeof NAMES)[number], RegExp>> = {
  gso: /UDP_SEGMENT|0x67/,
  gro: /UDP_GRO|0x68/,
  destination: /IP_PKTINFO/,
  tos: /IP_RECVTOS/,
  ttl: /IP_RECVTTL/,
  timestamp: /SO_TIMESTAMPNS/,
  txtime: /SO_TXTIME/,
  icmpErrors: /IP_RECVERR/,
  drops: /SO_MEMINFO/,
  steering: /SO_ATTACH_REUSEPORT_CBPF/,
};

test('features asks the kernel, once', { skip: cannotInject }, async () => {
  const { lines, calls } = await runTraced('setsockopt,getsockopt', [], ask);
  const answer = NAMES.map((name) => {
    const [call = '', ...others] = calls.filter((line) => QUESTIONS[name].test(line));
    assert.deepEqual([name, others], [name, []]);
    assert.match(call, /[gs]etsockopt\(/);
    return [name, / = 0$/.test(call)];
  });
  const text = JSON.stringify(Object.fromEntries(answer));
  assert.deepEqual(lines, [text, text]);
});

for (const [name, outcome, expected] of [
  ['nothing', 'error=ENOPROTOOPT', false],
  ['all', 'retval=0', true],
] as const) {
  test(`features knows a kernel that has ${name}`, { skip: cannotInject }, async () => {
    const rules = [`setsockopt,getsockopt:${outcome}`];
    const { lines, code } = await runTraced('setsockopt,getsockopt', rules, ask);
    const answer = JSON.stringify(Object.fromEntries(NAMES.map((name) => [name, expected])));
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
