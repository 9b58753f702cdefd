import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IcmpError, Socket } from 'fast-dgram';
import { freePort } from '../support/ports';
import { datagrams, sendMany, sendSaying, socketTest, texts } from '../support/sockets';

/** RFC 792 and RFC 4443: port unreachable. */
const CLOSED = {
  udp4: { icmpType: 3, icmpCode: 3 },
  udp6: { icmpType: 1, icmpCode: 4 },
} as const;

/** Where nobody listens, by the socket that sends there. */
const WAYS = [
  ['IPv4', 'udp4', '127.0.0.1', CLOSED.udp4],
  ['IPv6', 'udp6', '::1', CLOSED.udp6],
  ['IPv4 from an IPv6 socket', 'udp6', '::ffff:127.0.0.1', CLOSED.udp4],
] as const;

/** Listens for errors: 'error' fails the test. */
function listening(socket: Socket): { next(): Promise<IcmpError>; all: IcmpError[] } {
  const all: IcmpError[] = [];
  socket.on('icmpError', (error) => all.push(error));
  socket.on('error', (error) => assert.fail(`an error was emitted: ${error.message}`));
  return {
    all,
    next: async () => {
      const [error] = (await once(socket, 'icmpError')) as [IcmpError];
      return error;
    },
  };
}

for (const [name, type, address, answer] of WAYS) {
  for (const connected of [false, true]) {
    const what = connected ? 'a connected socket' : 'a socket';
    socketTest(`${what} is told that nobody listens, and that is all: ${name}`, async (sockets) => {
      const port = await freePort('127.0.0.1', '::1');
      const socket = sockets.bound({ type, icmpErrors: true }, type === 'udp4' ? address : '::');
      if (connected) socket.connectSync(port, address);
      const errors = listening(socket);
      const told = errors.next();
      const options = connected ? {} : { port, address };
      assert.equal(await sendSaying(socket, 'x', options), null);
      assert.deepEqual(await told, {
        ...{ address, family: type === 'udp4' ? 'IPv4' : 'IPv6', port },
        ...answer,
        ...{ errno: -111, code: 'ECONNREFUSED', offender: address },
      });

      // Nobody else pays for it: neither the next send nor the next read.
      const live = sockets.bound(type, type === 'udp4' ? address : '::');
      if (connected) socket.disconnect();
      const received = datagrams(live, 2);
      const to = { port: live.address().port, address };
      assert.equal(await sendSaying(socket, 'one', to), null);
      assert.deepEqual(await sendMany(socket, ['two'], to), { error: null, sent: 1 });
      assert.deepEqual(texts(await received), ['one', 'two']);
      const back = datagrams(socket, 1);
      live.send('back', socket.address().port, address);
      assert.deepEqual(texts(await back), ['back']);
      assert.equal(errors.all.length, 1);
      assert.deepEqual(socket.stats().datagramsFailed, {});
    });
  }
}

socketTest('a socket that nobody listens to goes on in the face of errors', async (sockets) => {
  const port = await freePort('127.0.0.1');
  const socket = sockets.bound({ icmpErrors: true });
  for (let round = 0; round < 3; round += 1) {
    const received = datagrams(socket, 1);
    const [dead, live] = await Promise.all([
      sendSaying(socket, 'x', { port }),
      sendSaying(socket, `${round}`, { port: socket.address().port }),
    ]);
    assert.deepEqual([dead, live], [null, null]);
    assert.deepEqual(texts(await received), [`${round}`]);
  }
});

socketTest('a listener that closes the socket hears of no other error', async (sockets) => {
  const ports = [await freePort('127.0.0.1'), await freePort('127.0.0.1')];
  const socket = sockets.bound({ icmpErrors: true });
  const { all } = listening(socket);
  const closed = once(socket, 'close');
  socket.on('icmpError', () => socket.close());
  for (const port of ports) socket.send('x', { port });
  socket.getSendQueueCount();
  await closed;
  assert.equal(all.length, 1);
});

socketTest('a listener that sends again is told again', async (sockets) => {
  const port = await freePort('127.0.0.1');
  const socket = sockets.bound({ icmpErrors: true });
  const { all } = listening(socket);
  await new Promise<void>((resolve) => {
    socket.on('icmpError', () => {
      if (all.length === 4) resolve();
      else socket.send('x', { port }, (error) => assert.equal(error, null));
    });
    socket.send('x', { port });
  });
});

socketTest('a socket that is bound implicitly is told, too', async (sockets) => {
  const port = await freePort('127.0.0.1');
  const socket = sockets.unbound({ icmpErrors: true, receiveInfo: true });
  const told = listening(socket).next();
  socket.send('x', { port, ttl: 7 });
  const { code, offender } = await told;
  assert.deepEqual([code, offender], ['ECONNREFUSED', '127.0.0.1']);
});

socketTest('without the option no ICMP error becomes an event', async (sockets) => {
  const port = await freePort('127.0.0.1');
  const witness = sockets.bound({ icmpErrors: true });
  const socket = sockets.connectedTo(witness);
  socket.on('icmpError', () => assert.fail('an ICMP error was told'));
  socket.disconnect();
  socket.connectSync(port, '127.0.0.1');
  const failed = once(socket, 'error');
  assert.equal(await sendSaying(socket, 'x', {}), null);
  const [{ code, syscall }] = (await failed) as [NodeJS.ErrnoException];
  assert.deepEqual([code, syscall], ['ECONNREFUSED', 'recvmsg']);
});
