import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import type { Socket } from 'fast-dgram';
import { printed } from '../support/expect';
import { faultTest } from '../support/fault';
import { sendMany, sendOne, socketTest } from '../support/sockets';

/** What failed on a socket, by the code of its error. */
function failed(socket: Socket): Record<string, number> {
  return socket.stats().datagramsFailed;
}

/** What no datagram over IPv4 can carry, and what no length field can say. */
const [TOO_LONG, FAR_TOO_LONG] = [65_508, 70_000];

socketTest('what the kernel refuses is counted by the code of its error', async (sockets) => {
  const socket = sockets.bound();
  const { port } = socket.address();
  assert.equal((await sendOne(socket, Buffer.alloc(TOO_LONG), port))?.code, 'EMSGSIZE');
  assert.equal((await sendOne(socket, 'x', port, '255.255.255.255'))?.code, 'EACCES');
  assert.equal((await sendOne(socket, 'x', port, '255.255.255.255'))?.code, 'EACCES');
  assert.deepEqual(failed(socket), { EMSGSIZE: 1, EACCES: 2 });
  assert.equal(socket.stats().datagramsSent, 0);
});

socketTest('what never reaches the kernel is counted, too', async (sockets) => {
  const socket = sockets.bound();
  const { port } = socket.address();
  assert.equal((await sendOne(socket, Buffer.alloc(FAR_TOO_LONG), port))?.code, 'EMSGSIZE');
  assert.equal((await sendOne(socket, 'x', port, '::1'))?.code, 'EINVAL');
  socket.send('nobody is told', port, '::1');
  const { sendCalls, datagramsFailed } = socket.stats();
  assert.deepEqual([sendCalls, datagramsFailed], [0, { EMSGSIZE: 1, EINVAL: 2 }]);
});

socketTest('each datagram of sendMany() that fails is counted', async (sockets) => {
  const socket = sockets.bound();
  const { port } = socket.address();
  const farTooLong = Buffer.alloc(FAR_TOO_LONG);
  const messages = ['fine', Buffer.alloc(TOO_LONG), farTooLong, farTooLong, 'fine'];
  assert.equal((await sendMany(socket, messages, { port })).sent, 2);
  const { datagramsSent, datagramsFailed } = socket.stats();
  assert.deepEqual([datagramsSent, datagramsFailed], [2, { EMSGSIZE: 3 }]);
  await sendMany(socket, Buffer.alloc(10), { segmentSize: 5, port, address: '::1' });
  assert.equal(socket.stats().datagramsSent, 2);
  assert.equal(failed(socket).EINVAL, 2);
});

socketTest('an ICMP error that fails a send is counted with its code', async (sockets) => {
  const gone = sockets.bound();
  const socket = sockets.connectedTo(gone);
  await gone[Symbol.asyncDispose]();
  // The first provokes the error, of which the second is told, or the reading.
  const told = new Promise<void>((resolve) => socket.once('error', () => resolve()));
  const send = (): Promise<Error | null> => new Promise((resolve) => socket.send('x', resolve));
  const outcomes = [await send(), await send()];
  if (outcomes.every((error) => error === null)) await told;
  const refused = outcomes.filter((error) => error !== null).length;
  assert.deepEqual(failed(socket), refused === 0 ? {} : { ECONNREFUSED: refused });
});

socketTest(
  'names that can not be looked up and blocked addresses are not counted',
  async (sockets) => {
    const sendBlockList = new BlockList();
    sendBlockList.addAddress('127.0.0.2');
    const socket = sockets.bound({
      type: 'udp4',
      sendBlockList,
      lookup: (name, _options, callback) => {
        const error = Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
        if (/^[\d.]+$/.test(name)) callback(null, name, 4);
        else callback(error, '', 4);
      },
    });
    assert.equal((await sendOne(socket, 'x', 9, 'nowhere'))?.code, 'ENOTFOUND');
    assert.equal((await sendOne(socket, 'x', 9, '127.0.0.2'))?.code, 'ERR_IP_BLOCKED');
    for (const address of ['nowhere', '127.0.0.2']) {
      assert.equal((await sendMany(socket, ['x', 'y'], { port: 9, address })).sent, 0);
      assert.equal((await sendMany(socket, 'xy', { port: 9, address, segmentSize: 1 })).sent, 0);
    }
    assert.deepEqual(failed(socket), {});
  },
);

faultTest(
  'what the queue has no room for, and what fails in the end, is counted',
  ['sendmmsg:error=EAGAIN:when=1', 'sendmsg:error=EACCES:when=1'],
  ({ fast, print }) => {
    const socket = fast.createSocket({ type: 'udp4', maxSendQueueSize: 3 });
    socket.bind(0, '127.0.0.1', () => {
      let left = 3;
      for (const text of ['aa', 'b', 'ccc']) {
        socket.send(text, socket.address().port, '127.0.0.1', (error) => {
          print(text, error === null ? 'sent' : (error as NodeJS.ErrnoException).code);
          left -= 1;
          if (left > 0) return;
          print(JSON.stringify(socket.stats().datagramsFailed), socket.stats().datagramsSent);
          socket.close();
        });
      }
    });
  },
  [],
  ({ calls: _, ...outcome }) => {
    printed(outcome, 'ccc ENOBUFS', 'aa EACCES', 'b sent', '{"EACCES":1,"ENOBUFS":1} 1');
  },
);
