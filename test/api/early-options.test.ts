import assert from 'node:assert/strict';
import { once } from 'node:events';
import { printed } from '../support/expect';
import { run, type Tools } from '../support/program';
import { IPV4_OPTIONS, SOCKET_OPTIONS } from '../support/socket-options';
import { arrive, datagrams, LOOPBACK, socketTest, texts } from '../support/sockets';

for (const type of ['udp4', 'udp6'] as const) {
  socketTest(
    `a ${type} socket with options binds, sends and receives as any other`,
    async (sockets) => {
      const socket = sockets.unbound(type);
      socket.setOption('tos', 8);
      socket.bind(0, LOOPBACK[type]);
      await once(socket, 'listening');
      const received = datagrams(socket, 1);
      arrive(sockets.bound(type), socket, 'hello');
      assert.deepEqual(texts(await received), ['hello']);
      assert.equal(socket.getOption('tos'), 8);
    },
  );

  socketTest(`a ${type} socket with options is bound by a send`, async (sockets) => {
    const peer = sockets.bound({ type, receiveInfo: ['tos'] });
    const socket = sockets.unbound(type);
    socket.setOption('tos', 8);
    const received = datagrams(peer, 1);
    socket.send('hello', peer.address().port, LOOPBACK[type]);
    const [[, { tos, port }]] = (await received) as [Awaited<typeof received>[number]];
    assert.deepEqual([tos, port], [8, socket.address().port]);
  });

  socketTest(`a ${type} socket with options is bound by a connect`, async (sockets) => {
    const peer = sockets.bound(type);
    const socket = sockets.unbound(type);
    socket.setOption('ttl', 9);
    socket.connect(peer.address().port, LOOPBACK[type]);
    await once(socket, 'connect');
    assert.equal(socket.remoteAddress().port, peer.address().port);
    assert.equal(socket.getOption('ttl'), 9);
  });

  socketTest(`a ${type} socket with options is bound by joining a group`, (sockets) => {
    const socket = sockets.unbound(type);
    socket.setOption('multicastTTL', 3);
    socket.addMembership(type === 'udp4' ? '224.0.0.114' : 'ff02::114', 'lo');
    assert.ok(socket.address().port > 0);
    assert.equal(socket.getOption('multicastTTL'), 3);
  });
}

socketTest('options alone do not bind', (sockets) => {
  const socket = sockets.unbound();
  socket.setOption('tos', 8);
  assert.equal(socket.getOption('tos'), 8);
  assert.throws(() => socket.address(), { code: 'EBADF' });
});

socketTest('options survive a bind that fails', async (sockets) => {
  const taken = sockets.bound();
  const socket = sockets.unbound();
  socket.setOption('tos', 8);
  socket.bind(taken.address().port, '127.0.0.1');
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'EADDRINUSE');
  socket.setOption('ttl', 9);
  socket.bindSync();
  assert.deepEqual([socket.getOption('tos'), socket.getOption('ttl')], [8, 9]);
});

/** Takes over descriptor 3 with options that were set before. */
function adopt({ fast, print }: Tools): void {
  const socket = fast.createSocket('udp4');
  const [IPPROTO_IP, IP_TTL] = [0, 2];
  const ttl = Uint8Array.of(9, 0, 0, 0);
  socket.setOption('tos', 8);
  socket.setRawOption(IPPROTO_IP, IP_TTL, ttl);
  ttl.fill(1);
  socket.bind({ fd: 3 });
  print(socket.address().port, socket.getOption('tos'), socket.getOption('ttl'), socket.fd);
  socket.addMembership('224.0.0.114', 'lo');
  print(socket.memberships().length);
  socket.close();
}

socketTest('a descriptor that is taken over gets the options that came before', async (sockets) => {
  const donor = sockets.bound({ coalesce: false });
  const outcome = await run({ descriptors: [donor.fd] }, adopt);
  printed(outcome, `${donor.address().port} 8 9 3`, '1');
  assert.equal(donor.getOption('tos'), 8, 'of the same socket');
});

socketTest('a descriptor that refuses an early option remains its owner’s', async (sockets) => {
  const donor = sockets.bound({ type: 'udp4', coalesce: false });
  const outcome = await run({ descriptors: [donor.fd] }, ({ fast, print, require }) => {
    const { readlinkSync } = require('node:fs') as typeof import('node:fs');
    const socket = fast.createSocket('udp6');
    // IPV6_UNICAST_HOPS: the descriptor's socket is an IPv4 one.
    socket.setOption('ttl', 9);
    try {
      socket.bind({ fd: 3 });
    } catch (error) {
      print((error as Error).message);
    }
    print(readlinkSync('/proc/self/fd/3').startsWith('socket:'));
    socket.bindSync();
    print(socket.getOption('ttl'), socket.fd !== 3);
    socket.close();
  });
  printed(outcome, 'open ENOPROTOOPT', 'true', '9 true');
});

/** A cluster whose worker sets options before it binds to the shared handle. */
function shareHandle({ fast, print, require }: Tools): void {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  if (cluster.isPrimary) {
    const worker = cluster.fork();
    worker.on('message', (line) => {
      print(line);
      worker.disconnect();
    });
    return;
  }
  const socket = fast.createSocket('udp4');
  socket.setOption('tos', 8);
  socket.setOption('multicastTTL', 7);
  const before = socket.fd;
  socket.bind(0, '127.0.0.1', () => {
    socket.addMembership('224.0.0.114', 'lo');
    const { address, port } = socket.address();
    process.send?.(
      [
        ...[address, port > 0, socket.getOption('tos'), socket.getOption('multicastTTL')],
        ...[socket.memberships().length, before >= 0, socket.fd >= 0],
      ].join(' '),
    );
  });
}

socketTest('in a cluster the shared descriptor gets the options, too', async () => {
  printed(await run({}, shareHandle), '127.0.0.1 true 8 7 1 true true');
});

socketTest('an option that was set before the bind is no longer set again behind it', (sockets) => {
  const socket = sockets.unbound();
  socket.setOption('tos', 8);
  socket.bindSync();
  socket.setOption('tos', 16);
  assert.equal(socket.getRawOption(...IPV4_OPTIONS.IP_TOS), 16);
  socket.setRawOption(...SOCKET_OPTIONS.SO_PRIORITY, 3);
  assert.equal(socket.getOption('priority'), 3);
});
