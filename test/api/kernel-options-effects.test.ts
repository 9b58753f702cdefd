import assert from 'node:assert/strict';
import { arrive, type Datagram, datagrams, socketTest } from '../support/sockets';

/** Of TEST-NET-1 and the documentation prefix: no host has these. */
const FOREIGN = { udp4: '192.0.2.250', udp6: '2001:db8::250' } as const;

/** What the kernel tells of each datagram. */
function told(all: readonly Datagram[]): object[] {
  return all.map(([message, { tos, ttl }]) => ({ text: String(message), tos, ttl }));
}

for (const type of ['udp4', 'udp6'] as const) {
  socketTest(`tos and ttl are those of what is sent on ${type}`, async (sockets) => {
    const receiver = sockets.bound({ type, receiveInfo: ['tos', 'ttl'] });
    const sender = sockets.bound(type);
    sender.setOption('dscp', 46);
    sender.setOption('ttl', 9);
    const received = datagrams(receiver, 1);
    arrive(sender, receiver, 'x');
    assert.deepEqual(told(await received), [{ text: 'x', tos: 0xb8, ttl: 9 }]);
  });

  socketTest(
    `what a connected ${type} socket sent before setOption is as it was`,
    async (sockets) => {
      const receiver = sockets.bound({ type, receiveInfo: ['tos', 'ttl'] });
      const sender = sockets.connectedTo(receiver, type);
      const [TTL_LEVEL, TTL_NAME] = type === 'udp4' ? [0, 2] : [41, 16];
      const received = datagrams(receiver, 3);
      sender.send('first');
      sender.setOption('tos', 8);
      sender.send('second');
      sender.setRawOption(TTL_LEVEL as number, TTL_NAME as number, 9);
      sender.send('third');
      assert.deepEqual(told(await received), [
        { text: 'first', tos: 0, ttl: 64 },
        { text: 'second', tos: 8, ttl: 64 },
        { text: 'third', tos: 8, ttl: 9 },
      ]);
    },
  );

  socketTest(`freebind lets a ${type} socket bind to an address that is not there`, (sockets) => {
    const address = FOREIGN[type];
    const refused = { code: 'EADDRNOTAVAIL', syscall: 'bind' };
    const socket = sockets.unbound(type);
    assert.throws(() => socket.bindSync({ address }), refused);
    socket.setOption('freebind', true);
    assert.equal(socket.bindSync({ address }).address, address);
  });
}
