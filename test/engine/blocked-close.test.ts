import assert from 'node:assert/strict';
import { faultTest } from '../support/fault';
import type { Tools } from '../support/program';

/** Sends to another socket of the process, connected, and closes in the same tick. */
function sendAndClose({ fast, print }: Tools): void {
  const server = fast.createSocket('udp4');
  server.on('message', (message) => {
    print(`received ${message}`);
    if (String(message) === 'three') server.close();
  });
  server.bind(0, '127.0.0.1', () => {
    const socket = fast.createSocket('udp4');
    socket.connect(server.address().port, '127.0.0.1', () => {
      for (const text of ['one', 'two', 'three']) {
        socket.send(text, (error, bytes) => {
          print(text, (error as NodeJS.ErrnoException | null)?.code, bytes);
        });
      }
      socket.close(() => print('closed'));
    });
  });
}

faultTest(
  'close waits for a blocked queue to leave',
  ['sendmmsg:error=EAGAIN:when=1..5'],
  sendAndClose,
  [],
  ({ lines, code }) => {
    assert.equal(code, 0);
    const callbacks = lines.filter((line) => !line.startsWith('received'));
    assert.deepEqual(callbacks, [
      'one undefined 3',
      'two undefined 3',
      'three undefined 5',
      'closed',
    ]);
    const received = lines.filter((line) => line.startsWith('received'));
    assert.deepEqual(received, ['received one', 'received two', 'received three']);
  },
);

faultTest(
  'a queue that stays blocked is cancelled on close, and each callback told',
  ['sendmsg:error=EAGAIN', 'sendmmsg:error=EAGAIN'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      for (const place of [0, 1]) {
        socket.send('x', 9, '127.0.0.1', (error, bytes) => {
          const { code, syscall, message } = error as NodeJS.ErrnoException;
          print(place, code, syscall, message, bytes);
        });
      }
      socket.send('without a callback', 9, '127.0.0.1');
      socket.close(() => print('closed'));
    });
  },
  [],
  ({ lines, errors, code }) => {
    assert.deepEqual({ errors, code }, { errors: [], code: 0 });
    const told = 'ECANCELED send send ECANCELED 127.0.0.1:9 1';
    assert.deepEqual(lines, [`0 ${told}`, `1 ${told}`, 'closed']);
  },
);

faultTest(
  'a close of a later turn waits anew, also where fake timers are in force',
  ['sendmsg:error=EAGAIN'],
  ({ fast, print }) => {
    const { setImmediate } = globalThis;
    const fake = () => ({ unref: () => undefined });
    globalThis.setImmediate = fake as unknown as typeof setImmediate;
    const sendAndClose = (text: string, closed?: () => void) => {
      const socket = fast.createSocket('udp4');
      socket.bind(0, '127.0.0.1', () => {
        socket.send(text, 9, '127.0.0.1', (error) => {
          print(text, (error as NodeJS.ErrnoException | null)?.code);
        });
        socket.close(closed);
      });
    };
    sendAndClose('first', () => setImmediate(() => sendAndClose('second')));
  },
  [],
  ({ lines, calls, code }) => {
    assert.deepEqual({ lines, code }, { lines: ['first ECANCELED', 'second ECANCELED'], code: 0 });
    // Without waiting there are two: as it is sent, and as the socket is closed.
    assert.ok(calls.filter((call) => call.includes('"second"')).length > 2);
  },
);

faultTest(
  'process.exit waits for a blocked queue to leave',
  ['sendmmsg:error=EAGAIN:when=1..5'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      for (const text of ['one', 'two', 'three']) {
        socket.send(text, 9, '127.0.0.1', () => print('never'));
      }
      process.exit();
    });
  },
  [],
  ({ lines, calls, code }) => {
    assert.deepEqual({ lines, code }, { lines: [], code: 0 });
    const left = calls.filter((call) => call.startsWith('send') && !call.includes('INJECTED'));
    assert.deepEqual(left.join().match(/"\w+"/g), ['"one"', '"two"', '"three"']);
  },
);

faultTest(
  'a queue that stays blocked does not keep the process from its exit',
  ['sendmsg:error=EAGAIN'],
  ({ fast }) => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      socket.send('x', 9, '127.0.0.1');
      process.exit(5);
    });
  },
  [],
  ({ code, signal }) => assert.deepEqual({ code, signal }, { code: 5, signal: null }),
);
