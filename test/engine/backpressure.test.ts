import assert from 'node:assert/strict';
import type { Socket } from 'fast-dgram';
import { printed } from '../support/expect';
import { faultTest } from '../support/fault';
import type { Tools } from '../support/program';

const SENT = ['callback 0 null 3', 'callback 1 null 3', 'callback 2 null 3'];
const RECEIVED = ['received one', 'received two', 'received 333'];

/** Sends three datagrams to itself in one tick and shows the queue before and after. */
function sendThree({ fast, print }: Tools, connected: boolean): void {
  const socket = fast.createSocket('udp4');
  let left = 6;
  const done = (): void => {
    left -= 1;
    if (left > 0) return;
    print('queue', socket.getSendQueueSize(), socket.getSendQueueCount());
    socket.close();
  };
  socket.on('message', (message) => {
    print(`received ${message}`);
    done();
  });
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address();
    const send = (): void => {
      for (const [place, text] of ['one', 'two', '333'].entries()) {
        const callback = (error: Error | null, bytes: number): void => {
          print('callback', place, error, bytes);
          done();
        };
        if (connected) socket.send(text, callback);
        else socket.send(text, port, '127.0.0.1', callback);
      }
      print('queue', socket.getSendQueueSize(), socket.getSendQueueCount());
    };
    if (connected) socket.connect(port, '127.0.0.1', send);
    else send();
  });
}

for (const error of ['EAGAIN', 'ENOBUFS']) {
  for (const connected of [false, true]) {
    const socket = connected ? 'a connected socket' : 'a socket';
    faultTest(
      `${error} queues what ${socket} sends until the kernel takes it`,
      [`sendmsg:error=${error}:when=1..3`],
      sendThree,
      [connected],
      ({ calls, ...outcome }) => {
        const lines = outcome.lines.filter((line) => !line.startsWith('received'));
        printed({ ...outcome, lines }, 'queue 9 3', ...SENT, 'queue 0 0');
        const received = outcome.lines.filter((line) => line.startsWith('received'));
        assert.deepEqual(received, RECEIVED);
        assert.equal(calls.filter((call) => call.includes('INJECTED')).length, 3);
      },
    );
  }
}

faultTest(
  'sends behind a blocked datagram keep their order',
  ['sendmsg:error=EAGAIN:when=1..2'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.on('message', (message) => {
      print(`received ${message}`);
      if (String(message) === 'last') socket.close();
    });
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      for (const text of ['a', 'bb', 'cc', 'd', 'last']) {
        socket.send(text, port, '127.0.0.1');
        print('queue', socket.getSendQueueSize(), socket.getSendQueueCount());
      }
    });
  },
  [],
  (outcome) => {
    assert.deepEqual(outcome.lines, [
      ...['queue 1 1', 'queue 3 2', 'queue 5 3', 'queue 6 4', 'queue 10 5'],
      ...['received a', 'received bb', 'received cc', 'received d', 'received last'],
    ]);
  },
);

faultTest(
  'one blocked socket does not hold up another',
  ['sendmsg:error=EAGAIN:when=1'],
  ({ fast, print }) => {
    const blocked = fast.createSocket('udp4');
    const free = fast.createSocket('udp4');
    let called = 0;
    const called2 = (): void => {
      called += 1;
      if (called < 2) return;
      blocked.close();
      free.close();
    };
    blocked.bind(0, '127.0.0.1', () => {
      free.bind(0, '127.0.0.1', () => {
        blocked.send('x', 9, '127.0.0.1', (error) => {
          print('blocked', error);
          called2();
        });
        free.send('x', 9, '127.0.0.1', (error) => {
          print('free', error);
          called2();
        });
      });
    });
  },
  [],
  (outcome) => assert.deepEqual(outcome.lines, ['free null', 'blocked null']),
);

faultTest(
  'the callback of a blocked datagram runs in the context of its send',
  ['sendmsg:error=EAGAIN:when=1'],
  ({ fast, print, require }) => {
    const { AsyncLocalStorage } = require('node:async_hooks') as typeof import('async_hooks');
    const storage = new AsyncLocalStorage<string>();
    const socket = storage.run('creation', () => fast.createSocket('udp4'));
    socket.bind(0, '127.0.0.1', () => {
      storage.run('first', () =>
        socket.send('x', 9, '127.0.0.1', () => print('first', storage.getStore())),
      );
      storage.run('second', () =>
        socket.send('x', 9, '127.0.0.1', () => {
          print('second', storage.getStore());
          socket.close();
        }),
      );
    });
  },
  [],
  ({ lines }) => assert.deepEqual(lines, ['first first', 'second second']),
);

faultTest(
  'throwing callbacks of blocked datagrams do not keep the others from being called',
  ['sendmsg:error=EAGAIN:when=1'],
  ({ fast, print }) => {
    process.on('uncaughtException', (error) => print('uncaught', error.message));
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      for (const place of [0, 1, 2]) {
        socket.send('x', 9, '127.0.0.1', () => {
          print('callback', place);
          if (place === 2) socket.close();
          throw new Error(`from ${place}`);
        });
      }
    });
  },
  [],
  (outcome) => {
    assert.deepEqual(outcome.lines, [
      ...['callback 0', 'uncaught from 0', 'callback 1', 'uncaught from 1'],
      ...['callback 2', 'uncaught from 2'],
    ]);
  },
);

faultTest(
  'a datagram that fails once the kernel takes datagrams again fails alone',
  ['sendmsg:error=EAGAIN:when=1', 'sendmmsg:error=EAGAIN:when=1'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const sizes = [1, 65_507, 2];
      for (const size of sizes) {
        // A broadcast address is refused with EACCES.
        const address = size === 2 ? '255.255.255.255' : '127.0.0.1';
        socket.send(Buffer.alloc(size), 9, address, (error, bytes) => {
          print(size, (error as NodeJS.ErrnoException | null)?.code, bytes);
          if (size === 2) socket.close();
        });
      }
    });
  },
  [],
  (outcome) => {
    assert.deepEqual(outcome.lines, ['1 undefined 1', '65507 undefined 65507', '2 EACCES 2']);
  },
);

faultTest(
  'what waits for a peer goes to it, though the socket gets another',
  ['sendmsg:error=EAGAIN:when=1'],
  ({ fast, print }) => {
    const [first, second, socket] = ['first', 'second', 'socket'].map((name) =>
      fast.createSocket('udp4', (message) => {
        print(name, String(message));
        if (String(message) !== 'last') return;
        for (const each of [first, second, socket]) each?.close();
      }),
    ) as [Socket, Socket, Socket];
    for (const peer of [first, second]) peer.bindSync({ address: '127.0.0.1' });
    const send = (text: string): void => socket.send(text, (error) => print(text, error));
    socket.connectSync(first.address().port, '127.0.0.1');
    send('to first');
    print(socket.getSendQueueCount());
    socket.disconnect();
    socket.connectSync(second.address().port, '127.0.0.1');
    send('last');
  },
  [],
  ({ lines }) => {
    const expected = ['1', 'first to first', 'last null', 'second last', 'to first null'];
    assert.deepEqual([...lines].sort(), expected);
  },
);
