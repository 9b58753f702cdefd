import assert from 'node:assert/strict';
import { features, type RemoteInfo, type SendOptions, type Socket } from 'fast-dgram';
import { datagrams, sendSaying, socketTest } from '../support/sockets';
import { LOOPBACK_INDEX, overWay, WAYS, type Way } from '../support/told';

/** AF11, as the socket's own; and its own hops. */
const DSCP = 10;
const TOS = DSCP << 2;
const TTL = 40;

/** What a receiver is told of a datagram. */
type Told = Pick<RemoteInfo, 'address' | 'interfaceName' | 'ecn' | 'tos' | 'ttl'>;

/** Sends a datagram that says this, and shows what of it arrives. */
async function say(
  { address: to }: Way,
  sender: Socket,
  receiver: Socket,
  options: SendOptions,
): Promise<Told> {
  const received = datagrams(receiver, 1);
  const { port } = receiver.address();
  assert.equal(await sendSaying(sender, 'x', { port, address: to, ...options }), null);
  const [[message, remote] = assert.fail()] = await received;
  assert.equal(String(message), 'x');
  const { address, interfaceName, ecn, tos, ttl } = remote;
  return { address, interfaceName, ecn, tos, ttl } as Told;
}

/** By way: an address of this host, as the sender and as the receiver name it. */
const SOURCES: Readonly<Record<string, readonly [said: string, told: string]>> = {
  IPv4: ['127.0.0.9', '127.0.0.9'],
  IPv6: ['::1', '::1'],
  'IPv4 to an IPv6 socket': ['127.0.0.9', '::ffff:127.0.0.9'],
};

for (const way of WAYS) {
  const [localAddress, source] = SOURCES[way.name] ?? assert.fail();
  const plain = { interfaceName: 'lo', ecn: 0, tos: TOS, ttl: TTL };
  const cases: readonly [name: string, options: SendOptions, told: Partial<Told>][] = [
    ['nothing', {}, {}],
    ['its source', { localAddress }, { address: source }],
    ["its interface's name", { interface: 'lo' }, {}],
    ["its interface's index", { interface: LOOPBACK_INDEX }, {}],
    ['its source and interface', { localAddress, interface: 'lo' }, { address: source }],
    ['ECN alone, and the DSCP stays', { ecn: 3 }, { ecn: 3, tos: TOS | 3 }],
    ['its type of service', { tos: 0xb9 }, { ecn: 1, tos: 0xb9 }],
    ['a type of service of 0', { tos: 0 }, { ecn: 0, tos: 0 }],
    ['both, and ECN is as it says', { tos: 0xb9, ecn: 2 }, { ecn: 2, tos: 0xba }],
    ['its hops', { ttl: 7 }, { ttl: 7 }],
    [
      'all at once',
      { localAddress, interface: 'lo', ecn: 1, tos: 0xb8, ttl: 255 },
      { address: source, ecn: 1, tos: 0xb9, ttl: 255 },
    ],
  ];

  /** A sender on all addresses, which says of itself what datagrams do not say. */
  const open = (sockets: Parameters<typeof overWay>[0]): [Socket, Socket] => {
    const [, receiver] = overWay(sockets, way, true);
    const sender = sockets.bound({ type: way.from }, way.from === 'udp4' ? '0.0.0.0' : '::');
    sender.setOption('tos', TOS);
    sender.setTTL(TTL);
    return [sender, receiver];
  };
  const own = way.told;

  for (const [name, options, told] of cases) {
    socketTest(`a datagram says ${name}: ${way.name}`, async (sockets) => {
      const [sender, receiver] = open(sockets);
      const first = await say(way, sender, receiver, options);
      assert.deepEqual(first, { address: own, ...plain, ...told });
      // It has said it for itself alone.
      assert.deepEqual(await say(way, sender, receiver, {}), { address: own, ...plain });
    });

    socketTest(`a connected socket's datagram says ${name}: ${way.name}`, async (sockets) => {
      const [sender, receiver] = open(sockets);
      sender.connectSync(receiver.address().port, way.address);
      const received = datagrams(receiver, 1);
      assert.equal(await sendSaying(sender, 'x', options), null);
      const [[, { address, interfaceName, ecn, tos, ttl }] = assert.fail()] = await received;
      const all = { address: own, ...plain, ...told };
      assert.deepEqual({ address, interfaceName, ecn, tos, ttl }, all);
    });
  }
}

socketTest('an IPv6 socket says it of IPv4, too', async (sockets) => {
  const receiver = sockets.bound({ receiveInfo: true }, '0.0.0.0');
  const sender = sockets.bound('udp6', '::');
  sender.setOption('tos', TOS);
  const way = { address: '::ffff:127.0.0.1' } as Way;
  const options = { localAddress: '::ffff:127.0.0.9', interface: 'lo', ecn: 1, ttl: 9 };
  assert.deepEqual(await say(way, sender, receiver, options), {
    ...{ address: '127.0.0.9', interfaceName: 'lo' },
    ...{ ecn: 1, tos: TOS | 1, ttl: 9 },
  });
  sender.connectSync(receiver.address().port, '::ffff:127.0.0.1');
  const received = datagrams(receiver, 1);
  assert.equal(await sendSaying(sender, 'x', { tos: 8, ttl: 3 }), null);
  const [[, { tos, ttl }] = assert.fail()] = await received;
  assert.deepEqual({ tos, ttl }, { tos: 8, ttl: 3 });
});

const noTimes = features().txtime ? false : 'the kernel has no SO_TXTIME';

for (const way of WAYS) {
  socketTest(`a datagram with a time arrives: ${way.name}`, { skip: noTimes }, async (sockets) => {
    const [sender, receiver] = overWay(sockets, way, true);
    for (const txtime of [0n, process.hrtime.bigint(), process.hrtime.bigint() + 1_000_000n]) {
      assert.equal((await say(way, sender, receiver, { txtime, ttl: 5 })).ttl, 5);
    }
  });
}

socketTest('what a name is looked up for is said when it is known', async (sockets) => {
  const receiver = sockets.bound({ receiveInfo: true });
  const sender = sockets.unbound({
    lookup: (_name, _options, callback) => setImmediate(callback, null, '127.0.0.1', 4),
  });
  const received = datagrams(receiver, 1);
  const { port } = receiver.address();
  // Not bound either.
  const options = { port, address: 'receiver.test', localAddress: '127.0.0.7', ecn: 1, ttl: 8 };
  assert.equal(await sendSaying(sender, 'x', options), null);
  const [[, { address, ecn, ttl }] = assert.fail()] = await received;
  assert.deepEqual({ address, ecn, ttl }, { address: '127.0.0.7', ecn: 1, ttl: 8 });
});

socketTest('without an address it is loopback, and the options may be reused', async (sockets) => {
  const receiver = sockets.bound({ receiveInfo: ['ttl'] });
  const sender = sockets.unbound();
  const received = datagrams(receiver, 2);
  const options = { port: receiver.address().port, ttl: 11 };
  sender.send('one', options);
  options.ttl = 12;
  sender.send(['t', 'wo'], options);
  assert.deepEqual(
    (await received).map(([message, { ttl }]) => [String(message), ttl]),
    [
      ['one', 11],
      ['two', 12],
    ],
  );
});

socketTest('a server on many addresses answers from the one that was asked', async (sockets) => {
  for (const [type, any, asked] of [
    ['udp4', '0.0.0.0', '127.0.0.5'],
    ['udp6', '::', '::ffff:127.0.0.5'],
  ] as const) {
    const server = sockets.bound({ type, receiveInfo: ['destination'] }, any);
    server.on('message', (message, { address, port, localAddress }) => {
      server.send(message, { port, address, localAddress });
    });
    // It is connected: from another address it would get nothing.
    const client = sockets.bound(type, type === 'udp4' ? '127.0.0.1' : '::');
    client.connectSync(server.address().port, asked);
    const received = datagrams(client, 1);
    client.send('question');
    const [[message, { address }] = assert.fail()] = await received;
    assert.deepEqual([String(message), address], ['question', asked]);
  }
});

for (const isConnected of [false, true]) {
  socketTest(
    `to ::, from a mapped address${isConnected ? ', connected' : ''}: an IPv4 datagram, which says what it is to say`,
    async (sockets) => {
      const receiver = sockets.bound({ type: 'udp4', receiveInfo: ['ttl'] });
      const sender = sockets.bound('udp6', '::ffff:127.0.0.1');
      const { port } = receiver.address();
      const received = datagrams(receiver, 1);
      if (isConnected) sender.connectSync(port, '::');
      const to = isConnected ? {} : { port, address: '::' };
      const localAddress = '::ffff:127.0.0.9';
      assert.equal(await sendSaying(sender, 'x', { ...to, ttl: 7, localAddress }), null);
      const [[, { address, ttl }] = assert.fail()] = await received;
      assert.deepEqual({ address, ttl }, { address: '127.0.0.9', ttl: 7 });
    },
  );
}
