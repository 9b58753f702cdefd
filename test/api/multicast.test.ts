import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import type { Membership, Socket, SocketType } from 'fast-dgram';
import { IPV4_OPTIONS, IPV6_OPTIONS, kernelValue } from '../support/socket-options';
import { arrive, datagrams, type Sockets, socketTest, texts } from '../support/sockets';

/** On loopback, but for what a star joins: only that it was joined is told to the network. */
const GROUP = { udp4: '239.255.0.114', udp6: 'ff12::114' } as const;
const OTHER_GROUP = { udp4: '239.255.0.115', udp6: 'ff12::115' } as const;
const ANY = { udp4: '0.0.0.0', udp6: '::' } as const;

/** The index of loopback, in every network. */
const LO = 1;

/** Each way to name the loopback interface in a text. */
const TEXTS = {
  udp4: ['lo', '127.0.0.1'],
  udp6: ['lo', '::1', '::%lo', '::1%lo'],
} as const;

/** Each way to name it. */
const NAMES = { udp4: [LO, ...TEXTS.udp4], udp6: [LO, ...TEXTS.udp6] } as const;

function listener(sockets: Sockets, type: SocketType): Socket {
  return sockets.bound(type, ANY[type]);
}

/** A socket whose multicast stays on loopback. */
function speaker(sockets: Sockets, type: SocketType, address?: string): Socket {
  const socket = sockets.bound(type, address);
  socket.setMulticastInterface('lo');
  return socket;
}

/**
 * Asserts whether a socket hears what is sent to a group: a datagram to itself tells that it has
 * passed. IPv6 has no way to groups over loopback, so that test/network tells.
 */
async function assertHears(
  receiver: Socket,
  sender: Socket,
  group: string,
  expected: boolean,
): Promise<void> {
  if (sender.type === 'udp6') return;
  const { port } = receiver.address();
  const heard: string[] = [];
  const passed = new Promise<void>((resolve) => {
    receiver.on('message', (message) => {
      heard.push(String(message));
      if (String(message) === 'fence') resolve();
    });
  });
  sender.send('to the group', port, group);
  sender.send('fence', port, '127.0.0.1');
  await passed;
  receiver.removeAllListeners('message');
  assert.deepEqual(heard, expected ? ['to the group', 'fence'] : ['fence']);
}

/** The interfaces that have an address of a family. */
function interfaces(type: SocketType): string[] {
  const family = type === 'udp4' ? 'IPv4' : 'IPv6';
  return Object.entries(networkInterfaces())
    .filter(([, addresses = []]) => addresses.some((own) => own.family === family))
    .map(([name]) => name);
}

for (const type of ['udp4', 'udp6'] as const) {
  const group = GROUP[type];

  for (const name of NAMES[type]) {
    socketTest(
      `${type}: loopback is ${JSON.stringify(name)} to join and to leave`,
      async (sockets) => {
        const receiver = listener(sockets, type);
        const sender = speaker(sockets, type);
        receiver.addMembership(group, name);
        assert.equal(receiver.memberships().length, 1);
        await assertHears(receiver, sender, group, true);
        receiver.dropMembership(group, name);
        assert.deepEqual(receiver.memberships(), []);
        await assertHears(receiver, sender, group, false);
      },
    );

    for (const other of NAMES[type]) {
      socketTest(
        `${type}: what was joined as ${JSON.stringify(name)} is left as ${JSON.stringify(other)}`,
        (sockets) => {
          const socket = listener(sockets, type);
          socket.addMembership(OTHER_GROUP[type], 'lo');
          socket.addMembership(group, name);
          socket.dropMembership(group, other);
          assert.deepEqual(socket.memberships(), [{ group: OTHER_GROUP[type], interface: LO }]);
          assert.throws(() => socket.dropMembership(group, other), { code: 'EADDRNOTAVAIL' });
        },
      );
    }
  }

  for (const name of TEXTS[type]) {
    socketTest(
      `${type}: setMulticastInterface(${JSON.stringify(name)}) is known to the kernel`,
      (sockets) => {
        const socket = sockets.bound(type);
        socket.setMulticastInterface(name);
        // Of IPv4 the kernel tells the interface's address, where it was named by that.
        const { IP_MULTICAST_IF } = IPV4_OPTIONS;
        if (type === 'udp6') {
          assert.equal(kernelValue(socket, IPV6_OPTIONS.IPV6_MULTICAST_IF), LO);
        } else if (name === '127.0.0.1') {
          assert.deepEqual([...socket.getRawOption(...IP_MULTICAST_IF, 4)], [127, 0, 0, 1]);
        } else {
          assert.deepEqual([...socket.getRawOption(...IP_MULTICAST_IF, 4)], [0, 0, 0, 0]);
        }
      },
    );
  }

  socketTest(`${type}: a star joins every interface once, and leaves them all`, async (sockets) => {
    const receiver = listener(sockets, type);
    const sender = speaker(sockets, type);
    const count = interfaces(type).length;
    receiver.addMembership(group, 'lo');
    for (const _ of ['first', 'again']) {
      receiver.addMembership(group, '*');
      const joined = receiver.memberships();
      assert.equal(joined.length, count);
      assert.equal(new Set(joined.map((membership) => membership.interface)).size, count);
    }
    await assertHears(receiver, sender, group, true);
    receiver.addMembership(OTHER_GROUP[type], 'lo');
    receiver.dropMembership(group, '*');
    assert.deepEqual(receiver.memberships(), [{ group: OTHER_GROUP[type], interface: LO }]);
    await assertHears(receiver, sender, group, false);
    assert.throws(() => receiver.dropMembership(group, '*'), {
      code: 'EADDRNOTAVAIL',
      syscall: 'dropMembership',
    });
  });

  socketTest(`${type}: a star for what is no group is EINVAL`, (sockets) => {
    const socket = listener(sockets, type);
    for (const wrong of ['nonsense', type === 'udp4' ? '127.0.0.1' : '::1']) {
      assert.throws(() => socket.addMembership(wrong, '*'), { code: 'EINVAL' });
    }
    assert.throws(() => socket.dropMembership('nonsense', '*'), { code: 'EINVAL' });
    assert.deepEqual(socket.memberships(), []);
  });

  socketTest(`${type}: an interface that is not there is an error of the system`, (sockets) => {
    const socket = listener(sockets, type);
    for (const [none, joining, choosing] of [
      ['none-such', 'EINVAL', 'EINVAL'],
      [99_999, 'ENODEV', undefined],
      ...(type === 'udp4' ? ([['192.0.2.1', 'ENODEV', 'EADDRNOTAVAIL']] as const) : []),
    ] as const) {
      assert.throws(() => socket.addMembership(group, none), { code: joining });
      if (choosing === undefined) continue;
      assert.throws(() => socket.setMulticastInterface(none), { code: choosing });
    }
  });

  socketTest(
    `${type}: memberships are those that were joined and not left, in their order`,
    (sockets) => {
      const socket = listener(sockets, type);
      const sources: Membership[] = [
        { group: OTHER_GROUP[type], source: '127.0.0.1', interface: LO },
      ];
      if (type === 'udp6') Object.assign(sources[0] as Membership, { source: '::1' });
      const { source } = sources[0] as { source: string };
      socket.addMembership(group, 'lo');
      socket.addSourceSpecificMembership(source, OTHER_GROUP[type], 'lo');
      assert.deepEqual(socket.memberships(), [{ group, interface: LO }, ...sources]);

      assert.throws(() => socket.addMembership(group, LO), { code: 'EADDRINUSE' });
      assert.throws(() => socket.addMembership(group, 'none-such'), { code: 'EINVAL' });
      assert.throws(() => socket.dropMembership(OTHER_GROUP[type], 'none-such'));
      assert.throws(() => socket.addMembership('nonsense', 'lo'), { code: 'EINVAL' });
      assert.deepEqual(socket.memberships(), [{ group, interface: LO }, ...sources]);

      // They are copies.
      socket.memberships().pop();
      socket.dropMembership(group, 'lo');
      assert.deepEqual(socket.memberships(), sources);
      socket.dropSourceSpecificMembership(source, OTHER_GROUP[type], LO);
      assert.deepEqual(socket.memberships(), []);
    },
  );

  socketTest(`${type}: leaving a group leaves its sources, too`, (sockets) => {
    const socket = listener(sockets, type);
    const source = type === 'udp4' ? '127.0.0.1' : '::1';
    socket.addSourceSpecificMembership(source, group, 'lo');
    socket.dropMembership(group, 'lo');
    assert.deepEqual(socket.memberships(), []);
    assert.throws(() => socket.dropSourceSpecificMembership(source, group, 'lo'));
  });
}

socketTest(`a group that others have joined is not heard without multicastAll`, async (sockets) => {
  const member = listener(sockets, 'udp4');
  member.addMembership(GROUP.udp4, 'lo');
  const socket = listener(sockets, 'udp4');
  const sender = speaker(sockets, 'udp4');
  await assertHears(socket, sender, GROUP.udp4, true);
  socket.setOption('multicastAll', false);
  await assertHears(socket, sender, GROUP.udp4, false);
  socket.addMembership(GROUP.udp4, 'lo');
  await assertHears(socket, sender, GROUP.udp4, true);
});

socketTest(`a datagram's own interface beats that of its socket`, async (sockets) => {
  const receiver = listener(sockets, 'udp4');
  receiver.addMembership(GROUP.udp4, 'lo');
  const sender = sockets.bound('udp4', ANY.udp4);
  const received = datagrams(receiver, 2);
  const { port } = receiver.address();
  for (const name of ['lo', LO])
    sender.send(`${name}`, { port, address: GROUP.udp4, interface: name });
  assert.deepEqual(texts(await received), ['lo', '1']);
});

socketTest('a blocked source is not heard until it is unblocked', async (sockets) => {
  const group = GROUP.udp4;
  const receiver = listener(sockets, 'udp4');
  const blocked = speaker(sockets, 'udp4', '127.0.0.2');
  const other = speaker(sockets, 'udp4', '127.0.0.3');
  receiver.addMembership(group, 'lo');
  for (const name of NAMES.udp4) {
    receiver.blockSource('127.0.0.2', group, name);
    assert.throws(() => receiver.blockSource('127.0.0.2', group, name), {
      code: 'EADDRNOTAVAIL',
      syscall: 'blockSource',
    });
    await assertHears(receiver, blocked, group, false);
    await assertHears(receiver, other, group, true);
    receiver.unblockSource('127.0.0.2', group, name);
    await assertHears(receiver, blocked, group, true);
  }
  assert.deepEqual(receiver.memberships(), [{ group, interface: LO }]);
});

socketTest('a source of an IPv6 group is blocked and unblocked', async (sockets) => {
  const group = GROUP.udp6;
  const receiver = listener(sockets, 'udp6');
  receiver.addMembership(group, 'lo');
  receiver.blockSource('::1', group, 'lo');
  const already = { code: 'EADDRNOTAVAIL' };
  assert.throws(() => receiver.blockSource('::1', group, LO), already);
  receiver.unblockSource('::1', group, '::1');
  assert.throws(() => receiver.unblockSource('::1', group, 'lo'), already);
});

socketTest('a source of a group that is not joined is not blocked', (sockets) => {
  const socket = listener(sockets, 'udp4');
  for (const method of ['blockSource', 'unblockSource'] as const) {
    assert.throws(() => socket[method]('127.0.0.1', GROUP.udp4, 'lo'), {
      code: 'EINVAL',
      syscall: method,
    });
    for (const wrong of [undefined, null, 1, {}]) {
      const any = wrong as unknown as string;
      const type = { code: 'ERR_INVALID_ARG_TYPE' };
      assert.throws(() => socket[method](any, GROUP.udp4), type);
      assert.throws(() => socket[method]('127.0.0.1', any), type);
    }
  }
});

socketTest('an IPv6 group is one however it is written', (sockets) => {
  const socket = listener(sockets, 'udp6');
  socket.addMembership('FF12:0:0::0114', 'lo');
  socket.dropMembership(GROUP.udp6, 'lo');
  assert.deepEqual(socket.memberships(), []);
});

socketTest(
  'where no interface is said an IPv6 group is left where it was joined last',
  (sockets) => {
    const socket = listener(sockets, 'udp6');
    const names = interfaces('udp6');
    for (const name of names) socket.addMembership(GROUP.udp6, name);
    const joined = socket.memberships();
    for (const left of names.map((_, place) => names.length - 1 - place)) {
      socket.dropMembership(GROUP.udp6);
      assert.deepEqual(socket.memberships(), joined.slice(0, left));
    }
    assert.throws(() => socket.dropMembership(GROUP.udp6), { code: 'EADDRNOTAVAIL' });
  },
);

socketTest('a closed socket has no memberships', async (sockets) => {
  const socket = listener(sockets, 'udp4');
  socket.addMembership(GROUP.udp4, 'lo');
  const { port } = socket.address();
  arrive(sockets.bound(), socket, 'x');
  assert.ok(port > 0);
  await socket[Symbol.asyncDispose]();
  const closed = { code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' };
  assert.throws(() => socket.memberships(), closed);
  assert.throws(() => socket.blockSource('127.0.0.1', GROUP.udp4), closed);
  assert.throws(() => socket.unblockSource('127.0.0.1', GROUP.udp4), closed);
});
