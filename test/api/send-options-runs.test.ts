import assert from 'node:assert/strict';
import test from 'node:test';
import { features, type SendOptions } from 'fast-dgram';
import { printed } from '../support/expect';
import { cannotInject, faultTest, runTraced, sends } from '../support/fault';
import { cannotCompile, preload } from '../support/preload';
import { run, type Tools } from '../support/program';
import { datagrams, socketTest } from '../support/sockets';

/** What {@link sendAll} prints where the datagrams are these, in order. */
function told(...all: readonly (readonly [text: string, tos: number, ttl: number])[]): string[] {
  return [JSON.stringify(all)];
}

/** Sends these in one tick, and shows what arrives: text, type of service and hops. */
function sendAll(
  { fast, print }: Tools,
  all: readonly (readonly [text: string, options: Omit<SendOptions, 'txtime'>])[],
  connected: boolean,
): void {
  const receiver = fast.createSocket({ type: 'udp4', receiveInfo: ['tos', 'ttl'] });
  const { port, address } = receiver.bindSync({ address: '127.0.0.1' });
  const sender = fast.createSocket('udp4');
  sender.bindSync({ address: '127.0.0.1' });
  if (connected) sender.connectSync(port, address);
  const to = connected ? {} : { port, address };
  const arrived: unknown[] = [];
  receiver.on('message', (message, { tos, ttl }) => {
    if (arrived.push([String(message), tos, ttl]) < all.length) return;
    print(JSON.stringify(arrived));
    receiver.close();
    sender.close();
  });
  for (const [text, options] of all) sender.send(text, { ...to, ...options });
}

for (const connected of [false, true]) {
  const socket = connected ? ' of a connected socket' : '';

  faultTest(
    `datagrams${socket} that say the same leave in one segmented send`,
    [],
    sendAll,
    [['one', 'two', 'six'].map((text) => [text, { ecn: 1, ttl: 9 }] as const), connected],
    ({ lines, calls }) => {
      assert.deepEqual(lines, told(['one', 1, 9], ['two', 1, 9], ['six', 1, 9]));
      assert.deepEqual(sends(calls), ['sendmsg segmented']);
    },
  );

  faultTest(
    `datagrams${socket} that say other things share no segmented send`,
    [],
    sendAll,
    [
      [
        ['aaa', { ttl: 9 }],
        ['bbb', { ttl: 9 }],
        ['ccc', { ttl: 8 }],
        ['ddd', {}],
        ['eee', {}],
        ['fff', { tos: 0 }],
        ['ggg', { tos: 4, ttl: 8 }],
      ],
      connected,
    ],
    ({ lines, calls }) => {
      assert.deepEqual(
        lines,
        told(
          ...([
            ['aaa', 0, 9],
            ['bbb', 0, 9],
            ['ccc', 0, 8],
          ] as const),
          ...([
            ['ddd', 0, 64],
            ['eee', 0, 64],
            ['fff', 0, 64],
            ['ggg', 4, 8],
          ] as const),
        ),
      );
      assert.deepEqual(sends(calls), ['sendmmsg 5 segmented']);
    },
  );

  faultTest(
    `what blocked datagrams${socket} say leaves with them`,
    ['sendmmsg:error=EAGAIN:when=1..2'],
    sendAll,
    [
      [
        ['aaa', { ttl: 9 }],
        ['bbb', { tos: 4 }],
        ['ccc', {}],
        ['ddd', { ttl: 200, ecn: 3 }],
        ['eee', { ttl: 200, ecn: 3 }],
      ],
      connected,
    ],
    ({ lines, calls }) => {
      assert.deepEqual(
        lines,
        told(['aaa', 0, 9], ['bbb', 4, 64], ['ccc', 0, 64], ['ddd', 3, 200], ['eee', 3, 200]),
      );
      const left = sends(calls.filter((call) => !call.includes('INJECTED')));
      assert.deepEqual(left, ['sendmmsg 4 segmented'], 'those that say the same leave together');
    },
  );

  faultTest(
    `what is said${socket} is said again where the kernel refuses to segment`,
    ['sendmsg:error=EIO:when=1'],
    sendAll,
    [['one', 'two', 'six'].map((text) => [text, { ecn: 1, ttl: 9 }] as const), connected],
    ({ lines, calls }) => {
      assert.deepEqual(lines, told(['one', 1, 9], ['two', 1, 9], ['six', 1, 9]));
      assert.deepEqual(sends(calls), ['sendmsg segmented', 'sendmmsg 3']);
    },
  );
}

faultTest(
  'a datagram that says nothing has no control message',
  [],
  sendAll,
  [[['one', {}]], false],
  ({ calls }) => {
    const [call = '', ...others] = calls.filter((line) => line.startsWith('send'));
    assert.deepEqual(others, []);
    assert.match(call, /msg_controllen=0/);
  },
);

/** Sends two datagrams with a time and one without. */
function sendTimed({ fast, print }: Tools): void {
  const socket = fast.createSocket('udp4');
  const { port } = socket.bindSync({ address: '127.0.0.1' });
  const arrived: string[] = [];
  socket.on('message', (message) => {
    if (arrived.push(String(message)) < 3) return;
    print(...arrived);
    socket.close();
  });
  socket.send('one', { port, txtime: 1n });
  socket.send('later', { port, txtime: 1n << 32n });
  socket.send('untimed', { port });
}

const noTimes = features().txtime ? false : 'the kernel has no SO_TXTIME';

test('a time is asked for once, and told with each datagram that has one', {
  skip: cannotInject || noTimes,
}, async () => {
  const { lines, calls } = await runTraced('sendmmsg,setsockopt', [], sendTimed);
  assert.deepEqual(lines, ['one later untimed']);
  // SO_TXTIME, which older straces do not name.
  const count = (call: RegExp): number => calls.flatMap((line) => [...line.matchAll(call)]).length;
  assert.equal(count(/setsockopt\(\d+, SOL_SOCKET, (SO_TXTIME|0x3d)/g), 1);
  assert.equal(count(/cmsg_level=SOL_SOCKET, cmsg_type=(SO_TXTIME|SCM_TXTIME|0x3d)/g), 2);
});

/** Writes the time of each message that is sent alone. */
const SHOWS_TIMES = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  ssize_t (*next)(int, const struct msghdr *, int) =
      (ssize_t (*)(int, const struct msghdr *, int))dlsym(RTLD_NEXT, "sendmsg");
  struct msghdr *header = (struct msghdr *)message;
  for (struct cmsghdr *control = CMSG_FIRSTHDR(header); control != NULL;
       control = CMSG_NXTHDR(header, control)) {
    uint64_t time;
    if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != 61) continue;
    memcpy(&time, CMSG_DATA(control), sizeof(time));
    dprintf(1, "at %lu\\n", (unsigned long)time);
  }
  return next(fd, message, flags);
}
`;

test('the kernel is told the very time', { skip: cannotCompile || noTimes }, async () => {
  const times = ['0', '4294967295', '4294967296', '1311768467463790320', '9223372036854775807'];
  const outcome = await run(
    { env: preload(SHOWS_TIMES) },
    ({ fast }, all) => {
      const socket = fast.createSocket({ type: 'udp4', coalesce: false });
      const { port } = socket.bindSync({ address: '127.0.0.1' });
      for (const txtime of all) socket.send('x', { port, txtime: BigInt(txtime) });
      socket.close();
    },
    times,
  );
  printed(outcome, ...times.map((time) => `at ${time}`));
});

/** More than what differs in one flush has room. */
const MANY = 1300;

for (const way of ['send', 'sendMany'] as const) {
  socketTest(`${MANY} datagrams of one ${way} tick each say something else`, async (sockets) => {
    const receiver = sockets.bound({ receiveInfo: ['tos', 'ttl'], recvBufferSize: 4 << 20 });
    const sender = sockets.bound();
    const received = datagrams(receiver, MANY);
    const { port } = receiver.address();
    const said = Array.from({ length: MANY }, (_, place) => ({
      ...{ message: `${place}`, port },
      ...{ tos: place % 251, ttl: 1 + (place % 255) },
    }));
    if (way === 'sendMany') sender.sendMany(said);
    else for (const { message, ...options } of said) sender.send(message, options);
    assert.deepEqual(
      (await received).map(([message, { tos, ttl }]) => [String(message), tos, ttl]),
      said.map(({ message, tos, ttl }) => [message, tos, ttl]),
    );
    assert.equal(sender.stats().trainsSent, 0);
  });
}
