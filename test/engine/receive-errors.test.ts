import assert from 'node:assert/strict';
import { faultTest } from '../support/fault';
import type { Tools } from '../support/program';

/** Sends one datagram to itself and shows every event until it has arrived. */
function receive({ fast, print }: Tools): void {
  const socket = fast.createSocket('udp4');
  socket.on('error', (error: NodeJS.ErrnoException) => {
    print(
      'error',
      error.code,
      error.syscall,
      error.message,
      error.errno,
      Object.keys(error).join(),
    );
  });
  socket.on('message', (message) => {
    print(`received ${message}`);
    socket.close(() => print('closed'));
  });
  socket.bind(0, '127.0.0.1', () => socket.send('x', socket.address().port, '127.0.0.1'));
}

for (const [error, errno] of [
  ['ENOMEM', -12],
  ['ECONNREFUSED', -111],
  ['EIO', -5],
] as const) {
  faultTest(
    `${error} of a read is emitted, and the next read receives`,
    [`recvmmsg:error=${error}:when=1`],
    receive,
    [],
    ({ lines, errors, code }) => {
      assert.deepEqual({ errors, code }, { errors: [], code: 0 });
      const told = `error ${error} recvmsg recvmsg ${error} ${errno} errno,code,syscall`;
      assert.deepEqual(lines, [told, 'received x', 'closed']);
    },
  );
}

for (const error of ['EAGAIN', 'EINTR']) {
  faultTest(
    `${error} of a read is no error`,
    [`recvmmsg:error=${error}:when=1..3`],
    receive,
    [],
    ({ lines }) => assert.deepEqual(lines, ['received x', 'closed']),
  );
}

faultTest(
  'close in the error listener of a failed read stops everything',
  ['recvmmsg:error=ENOMEM:when=1'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.on('message', () => print('never'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      print(error.code);
      socket.close(() => print('closed'));
    });
    socket.bind(0, '127.0.0.1', () => socket.send('x', socket.address().port, '127.0.0.1'));
  },
  [],
  ({ lines, code }) => assert.deepEqual({ lines, code }, { lines: ['ENOMEM', 'closed'], code: 0 }),
);

faultTest(
  'a failed read that nobody listens for is uncaught',
  ['recvmmsg:error=ENOMEM:when=1'],
  ({ fast, print }) => {
    process.on('uncaughtException', (error) => print('uncaught', error.message));
    const socket = fast.createSocket('udp4');
    socket.on('message', (message) => {
      print(`received ${message}`);
      socket.close();
    });
    socket.bind(0, '127.0.0.1', () => socket.send('x', socket.address().port, '127.0.0.1'));
  },
  [],
  ({ lines }) => assert.deepEqual(lines, ['uncaught recvmsg ENOMEM', 'received x']),
);
