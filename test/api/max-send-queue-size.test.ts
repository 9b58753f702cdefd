import assert from 'node:assert/strict';
import { createSocket, type SocketOptions } from 'fast-dgram';
import { printed } from '../support/expect';
import { faultTest } from '../support/fault';
import type { Tools } from '../support/program';
import { socketTest } from '../support/sockets';

/** Sends datagrams of 1, 2, 3 and 1 bytes to itself and shows the queue and each outcome. */
function sendFour({ fast, print }: Tools, options: Partial<SocketOptions>): void {
  const socket = fast.createSocket({ type: 'udp4', ...options });
  let untold = 4;
  let unread = 0;
  const closeWhenDone = (): void => {
    if (untold === 0 && unread === 0) socket.close();
  };
  socket.on('message', (message) => {
    print('received', String(message));
    unread -= 1;
    closeWhenDone();
  });
  socket.bind(0, '127.0.0.1', () => {
    for (const text of ['a', 'bb', 'ccc', 'd']) {
      socket.send(text, socket.address().port, '127.0.0.1', (error) => {
        print(text, error === null ? error : (error as NodeJS.ErrnoException).code);
        untold -= 1;
        if (error === null) unread += 1;
        closeWhenDone();
      });
    }
    print('queue', socket.getSendQueueSize(), socket.getSendQueueCount());
  });
}

const BLOCKED = ['sendmmsg:error=EAGAIN:when=1'];

for (const options of [{}, { maxSendQueueSize: 7 }]) {
  faultTest(
    `a queue ${'maxSendQueueSize' in options ? 'that is large enough' : 'without a limit'} takes what the kernel does not`,
    BLOCKED,
    sendFour,
    [options],
    ({ lines }) => {
      assert.deepEqual(
        lines.filter((line) => !line.startsWith('received')),
        ['queue 7 4', 'a null', 'bb null', 'ccc null', 'd null'],
      );
    },
  );
}

faultTest(
  'a datagram that does not fit into the queue fails, and those that do leave in order',
  BLOCKED,
  sendFour,
  [{ maxSendQueueSize: 4 }],
  ({ calls: _, ...outcome }) => {
    const lines = outcome.lines.filter((line) => !line.startsWith('received'));
    printed({ ...outcome, lines }, 'queue 4 3', 'ccc ENOBUFS', 'a null', 'bb null', 'd null');
    const received = outcome.lines.filter((line) => line.startsWith('received'));
    assert.deepEqual(received, ['received a', 'received bb', 'received d']);
  },
);

faultTest(
  'with a queue of nothing the kernel takes a datagram at once or it fails',
  BLOCKED,
  sendFour,
  [{ maxSendQueueSize: 0 }],
  (outcome) => {
    const { lines } = outcome;
    assert.deepEqual(lines, [
      'queue 0 0',
      ...['a ENOBUFS', 'bb ENOBUFS', 'ccc ENOBUFS', 'd ENOBUFS'],
    ]);
  },
);

faultTest(
  'a queue takes no more empty datagrams than it takes bytes',
  BLOCKED,
  ({ fast, print }, count) => {
    const socket = fast.createSocket({ type: 'udp4', maxSendQueueSize: 2 });
    const { port } = socket.bindSync({ address: '127.0.0.1' });
    let settled = 0;
    for (let place = 0; place < count; place += 1) {
      socket.send('', port, '127.0.0.1', (error) => {
        print(place, (error as NodeJS.ErrnoException | null)?.code ?? 'sent');
        settled += 1;
        if (settled === count) socket.close();
      });
    }
  },
  [4],
  (outcome) => {
    assert.deepEqual([...outcome.lines].sort(), ['0 sent', '1 sent', '2 ENOBUFS', '3 ENOBUFS']);
  },
);

for (const value of [null, '1', true, {}]) {
  socketTest(`${typeof value} ${value} is no size of a queue`, () => {
    const options = { type: 'udp4', maxSendQueueSize: value } as unknown as SocketOptions;
    assert.throws(() => createSocket(options), { code: 'ERR_INVALID_ARG_TYPE' });
  });
}

for (const value of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
  socketTest(`${value} is out of the range of a queue's size`, () => {
    assert.throws(() => createSocket({ type: 'udp4', maxSendQueueSize: value }), {
      code: 'ERR_OUT_OF_RANGE',
    });
  });
}
