import assert from 'node:assert/strict';
import type { SendOptions, Socket } from 'fast-dgram';
import { printed } from '../support/expect';
import { faultTest } from '../support/fault';
import { datagrams, sendMany, sendSaying, socketTest, texts } from '../support/sockets';

/** RFC 5737 and RFC 3849: nobody's. */
const FOREIGN = { udp4: '192.0.2.1', udp6: '2001:db8::1' } as const;

/** What can't be said, and the codes of which the kernel's version gives one. */
const IMPOSSIBLE: readonly [
  name: string,
  type: 'udp4' | 'udp6',
  options: Omit<SendOptions, 'port'>,
  codes: readonly string[],
][] = [
  [
    "an address that is not this host's",
    'udp4',
    { localAddress: FOREIGN.udp4 },
    ['EINVAL', 'ENETUNREACH'],
  ],
  ["an address that is not this host's", 'udp6', { localAddress: FOREIGN.udp6 }, ['EINVAL']],
  ['an address of the other family', 'udp4', { localAddress: '::1' }, ['EINVAL']],
  ['an address of the other family', 'udp6', { localAddress: '127.0.0.1' }, ['EINVAL']],
  ['a mapped address to IPv6', 'udp6', { localAddress: '::ffff:127.0.0.1' }, ['EINVAL']],
  ["an interface's name that is none", 'udp4', { interface: 'nowhere0' }, ['ENODEV']],
  ["an interface's name that is none", 'udp6', { interface: '' }, ['ENODEV']],
  ['a name that is too long', 'udp4', { interface: 'x'.repeat(1000) }, ['ENODEV']],
  // By kernel.
  ['an index that is none', 'udp4', { interface: 2 ** 31 - 1 }, ['ENODEV', 'ENETUNREACH']],
  ['an index that is none', 'udp6', { interface: 2 ** 31 - 1 }, ['ENODEV', 'ENETUNREACH']],
];

const LOOPBACK = { udp4: '127.0.0.1', udp6: '::1' } as const;

function failures(socket: Socket): Record<string, number> {
  return socket.stats().datagramsFailed;
}

for (const [name, type, options, codes] of IMPOSSIBLE) {
  socketTest(`${name} fails that datagram alone (${type})`, async (sockets) => {
    const [sender, receiver] = [sockets.bound({ type }), sockets.bound({ type })];
    const { port, address } = receiver.address();
    const received = datagrams(receiver, 2);
    const [before, error, after] = await Promise.all([
      sendSaying(sender, 'before', { port }),
      sendSaying(sender, 'never', { port, address, ...options }),
      sendSaying(sender, 'after', { port }),
    ]);
    assert.deepEqual([before, after], [null, null]);
    const { code = '', syscall, message } = error ?? assert.fail('it was sent');
    assert.ok(codes.includes(code), code);
    assert.equal(syscall, 'send');
    assert.equal(message, `send ${code} ${address}:${port}`);
    assert.deepEqual(failures(sender), { [code]: 1 });
    assert.deepEqual(texts(await received), ['before', 'after']);
  });

  socketTest(`${name} fails it among many (${type})`, async (sockets) => {
    const [sender, receiver] = [sockets.bound({ type }), sockets.bound({ type })];
    const received = datagrams(receiver, 2);
    const entries = ['one', { message: 'never', ...options }, 'two'];
    const { port } = receiver.address();
    const { error, sent } = await sendMany(sender, entries, { port, address: LOOPBACK[type] });
    assert.ok(codes.includes(error?.code ?? ''), error?.code);
    assert.equal(sent, 2);
    assert.deepEqual(failures(sender), { [error?.code as string]: 1 });
    assert.deepEqual(texts(await received), ['one', 'two']);

    const cut = await sendMany(sender, 'abcd', { port, segmentSize: 2, ...options });
    assert.ok(codes.includes(cut.error?.code ?? ''), cut.error?.code);
    assert.equal(cut.sent, 0);
  });
}

socketTest('without a callback a failure is counted, and is no error', async (sockets) => {
  const sender = sockets.bound();
  sender.on('error', () => assert.fail('an error was emitted'));
  sender.send('x', { port: 9, interface: 'nowhere0' });
  sender.send('x', { port: 9, localAddress: '::1' });
  assert.deepEqual(failures(sender), { EINVAL: 1, ENODEV: 1 });
});

faultTest(
  'a time fails where the kernel has none, and the socket goes on',
  ['setsockopt:error=ENOPROTOOPT'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    const { port } = socket.bindSync({ address: '127.0.0.1' });
    const told = (error: Error | null): void =>
      print(
        (error as NodeJS.ErrnoException | null)?.code,
        (error as { feature?: string })?.feature,
      );
    socket.on('message', (message) => {
      print(String(message));
      socket.close();
    });
    socket.send('timed', { port, txtime: 1n }, told);
    socket.sendMany(['timed'], { port, txtime: 1n }, (error, sent) => {
      told(error);
      print(sent, JSON.stringify(socket.stats().datagramsFailed));
      socket.send('untimed', { port, ttl: 3 });
    });
  },
  [],
  ({ calls, ...outcome }) => {
    const refused = 'ERR_FEATURE_UNAVAILABLE txtime';
    printed(outcome, refused, refused, '0 {"ENOPROTOOPT":2}', 'untimed');
    assert.equal(calls.filter((call) => call.startsWith('send')).length, 1);
  },
);

faultTest(
  'an error of that number that is about something else is told as it is',
  ['sendmsg:error=ENOPROTOOPT:when=1'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    const { port } = socket.bindSync({ address: '127.0.0.1' });
    // As ICMP tells a connected socket that the other host does not speak UDP.
    socket.send('x', { port, address: '127.0.0.1' }, (error) => {
      print(error?.message.replace(String(port), 'port'));
      socket.close();
    });
  },
  [],
  ({ calls: _, ...outcome }) => printed(outcome, 'send ENOPROTOOPT 127.0.0.1:port'),
);
