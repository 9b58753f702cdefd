import assert from 'node:assert/strict';
import { faultTest, sends } from '../support/fault';
import type { Tools } from '../support/program';

/** Sends datagrams of growing length, which no segmented send can hold, to itself. */
function sendFour({ fast, print }: Tools, closeOn: string): void {
  const socket = fast.createSocket('udp4');
  socket.on('message', (message) => {
    print(`received ${message}`);
    if (String(message) === closeOn) socket.close();
  });
  socket.bind(0, '127.0.0.1', () => {
    for (const text of ['1', '22', '333', '4444']) {
      socket.send(text, socket.address().port, '127.0.0.1', (error, bytes) => {
        print(text, (error as NodeJS.ErrnoException | null)?.code ?? bytes);
      });
    }
  });
}

faultTest(
  'datagrams of several lengths leave in one call',
  [],
  sendFour,
  ['4444'],
  ({ lines, calls }) => {
    const received = ['received 1', 'received 22', 'received 333', 'received 4444'];
    assert.deepEqual(lines, ['1 1', '22 2', '333 3', '4444 4', ...received]);
    assert.deepEqual(sends(calls), ['sendmmsg 4']);
  },
);

for (const error of ['EPERM', 'EACCES', 'ENETUNREACH', 'EINVAL', 'EIO']) {
  faultTest(
    `${error} is charged to the datagram at the head, and those behind it leave`,
    [`sendmmsg:error=${error}:when=1`],
    sendFour,
    ['4444'],
    ({ lines, calls }) => {
      const received = ['received 22', 'received 333', 'received 4444'];
      assert.deepEqual(lines, [`1 ${error}`, '22 2', '333 3', '4444 4', ...received]);
      assert.deepEqual(sends(calls), ['sendmmsg 4', 'sendmmsg 3']);
    },
  );
}

faultTest(
  'a short count goes on with the first datagram that was not taken',
  ['sendmmsg:retval=2:when=1'],
  sendFour,
  ['4444'],
  ({ lines, calls }) => {
    // The injected call sent nothing: what it claims must not be sent again.
    assert.deepEqual(lines, [
      ...['1 1', '22 2', '333 3', '4444 4'],
      ...['received 333', 'received 4444'],
    ]);
    assert.deepEqual(sends(calls), ['sendmmsg 4', 'sendmmsg 2']);
  },
);

faultTest(
  'an interrupted send is made again, unnoticed',
  ['sendmmsg:error=EINTR:when=1..3'],
  sendFour,
  ['4444'],
  ({ lines, calls }) => {
    assert.equal(lines.length, 8);
    assert.deepEqual(
      sends(calls),
      Array.from({ length: 4 }, () => 'sendmmsg 4'),
    );
  },
);

faultTest(
  'EPERM on the only datagram of a tick is told its callback, and the next one leaves',
  ['sendmsg:error=EPERM:when=1'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      socket.send('x', 9, '127.0.0.1', (error) => {
        const { code, syscall, message, errno, ...rest } = error as NodeJS.ErrnoException;
        print(code, syscall, message, errno, JSON.stringify(rest));
        socket.send('x', 9, '127.0.0.1', (second, bytes) => {
          print(second, bytes);
          socket.close();
        });
      });
    });
  },
  [],
  ({ lines }) => {
    const properties = '{"address":"127.0.0.1","port":9}';
    assert.deepEqual(lines, [`EPERM send send EPERM 127.0.0.1:9 -1 ${properties}`, 'null 1']);
  },
);

faultTest(
  'a failed send without a callback is silent',
  ['sendmsg:error=EPERM:when=1'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.on('error', () => print('never'));
    socket.bind(0, '127.0.0.1', () => {
      socket.send('x', 9, '127.0.0.1');
      setImmediate(() => socket.close(() => print('closed')));
    });
  },
  [],
  ({ lines, errors }) => assert.deepEqual({ lines, errors }, { lines: ['closed'], errors: [] }),
);
