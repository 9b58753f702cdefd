import assert from 'node:assert/strict';
import { printed } from '../support/expect';
import { faultTest } from '../support/fault';
import type { Tools } from '../support/program';

const RECEIVED = ['received one', 'received two', 'received three'];

/** Sends to another socket of the process and closes in the same tick. */
function sendAndClose({ fast, print }: Tools): void {
  const server = fast.createSocket('udp4');
  server.on('message', (message) => {
    print('received', String(message));
    if (String(message) === 'three') server.close();
  });
  server.bind(0, '127.0.0.1', () => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const to = { port: server.address().port, address: '127.0.0.1' };
      socket.sendMany(['one', 'two', 'three'], to, (error, sent) => print(error, sent));
      socket.close(() => print('closed'));
    });
  });
}

for (const [name, rules] of [
  ['close comes behind what sendMany sent', []],
  ['close waits for what sendMany left blocked', ['sendmmsg:error=EAGAIN:when=1..5']],
] as const) {
  faultTest(name, rules, sendAndClose, [], ({ calls, ...outcome }) => {
    const received = outcome.lines.filter((line) => line.startsWith('received'));
    assert.deepEqual(received, RECEIVED);
    const lines = outcome.lines.filter((line) => !line.startsWith('received'));
    printed({ ...outcome, lines }, 'null 3', 'closed');
    assert.equal(calls.filter((call) => call.includes('INJECTED')).length, rules.length && 5);
  });
}

faultTest(
  'what stays blocked is cancelled on close, and the callback told once',
  ['sendmsg:error=EAGAIN', 'sendmmsg:error=EAGAIN'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const to = { port: 9, address: '127.0.0.1' };
      socket.sendMany(['one', 'two'], to, (error, sent) => print(error?.message, sent));
      socket.sendMany('one', { ...to, segmentSize: 2 }, (error, sent) =>
        print(error?.message, sent),
      );
      socket.sendMany(['without a callback'], to);
      socket.close(() => print('closed'));
    });
  },
  [],
  ({ calls: _, ...outcome }) => {
    const cancelled = 'send ECANCELED 127.0.0.1:9 0';
    printed(outcome, cancelled, cancelled, 'closed');
  },
);

faultTest(
  'what is sent behind blocked datagrams keeps its order',
  ['sendmmsg:error=EAGAIN:when=1'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.on('message', (message) => {
      print('received', String(message));
      if (String(message) === 'last') socket.close();
    });
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      const queue = (): void =>
        print('queue', socket.getSendQueueSize(), socket.getSendQueueCount());
      socket.sendMany(['a', 'bb'], { port });
      queue();
      socket.sendMany('ccdd', { port, segmentSize: 2 });
      queue();
      socket.send('e', port, '127.0.0.1');
      queue();
      socket.sendMany(['last'], { port });
      queue();
    });
  },
  [],
  ({ calls: _, ...outcome }) => {
    const received = ['a', 'bb', 'cc', 'dd', 'e', 'last'].map((text) => `received ${text}`);
    printed(outcome, 'queue 3 2', 'queue 7 4', 'queue 8 5', 'queue 12 6', ...received);
  },
);

faultTest(
  'datagrams of one call that leave at once and late are counted together',
  ['sendmmsg:error=EAGAIN:when=2'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    const lengths: number[] = [];
    let left = 2;
    const done = (): void => {
      left -= 1;
      if (left === 0) socket.close();
    };
    socket.on('message', (message) => {
      if (lengths.push(message.length) < 100) return;
      print(lengths.every((length, place) => length === place + 1));
      done();
    });
    socket.bind(0, '127.0.0.1', () => {
      // No two of one length: 64 leave in the first call.
      const messages = Array.from({ length: 100 }, (_, place) => Buffer.alloc(place + 1));
      socket.sendMany(messages, { port: socket.address().port }, (error, sent) => {
        print(error, sent);
        done();
      });
      print('queue', socket.getSendQueueCount());
    });
  },
  [],
  ({ lines }) => {
    assert.equal(lines[0], 'queue 36');
    assert.deepEqual(lines.slice(1).sort(), ['null 100', 'true']);
  },
);

faultTest(
  'more datagrams than leave at a time may be blocked',
  ['sendmmsg:error=EAGAIN:when=1'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const to = { port: 9, address: '127.0.0.1' };
      const messages = Array.from({ length: 5000 }, (_, place) => Buffer.alloc(1 + (place % 3)));
      socket.sendMany(messages, to, (error, sent) => {
        print(error, sent);
        socket.sendMany(Buffer.alloc(5000), { ...to, segmentSize: 1 }, (failure, segments) => {
          print(failure, segments, socket.getSendQueueCount());
          socket.close();
        });
      });
      print('queue', socket.getSendQueueCount());
    });
  },
  [],
  ({ lines }) => assert.deepEqual(lines, ['queue 5000', 'null 5000', 'null 5000 0']),
);

faultTest(
  'a blocked datagram that fails later fails alone, and is not counted',
  ['sendmsg:error=EAGAIN:when=1', 'sendmmsg:error=EAGAIN:when=1'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    const heard: string[] = [];
    socket.on('message', (message) => {
      heard.push(String(message));
      if (String(message) !== 'end') return;
      print(heard.join(' '));
      socket.close();
    });
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      // A datagram of its size is refused by the kernel, not before.
      const tooLong = Buffer.alloc(65_508);
      socket.sendMany(['one', tooLong, 'two', tooLong], { port }, (error, sent) => {
        print((error as NodeJS.ErrnoException | null)?.code, sent, socket.getSendQueueCount());
        socket.send('end', port, '127.0.0.1');
      });
      print('queue', socket.getSendQueueCount());
    });
  },
  [],
  ({ lines }) => assert.deepEqual(lines, ['queue 4', 'EMSGSIZE 2 0', 'one two end']),
);

faultTest(
  'a callback that waits for blocked datagrams runs in the context of its call',
  ['sendmsg:error=EAGAIN:when=1'],
  ({ fast, print, require }) => {
    const { AsyncLocalStorage } = require('node:async_hooks') as typeof import('async_hooks');
    const storage = new AsyncLocalStorage<string>();
    const socket = storage.run('creation', () => fast.createSocket('udp4'));
    socket.bind(0, '127.0.0.1', () => {
      const to = { port: 9, address: '127.0.0.1' };
      storage.run('first', () =>
        socket.sendMany(['x', 'y'], to, () => print('first', storage.getStore())),
      );
      storage.run('second', () =>
        socket.sendMany('xy', { ...to, segmentSize: 1 }, () => {
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
  'a call whose datagrams are blocked does not hold up another socket',
  ['sendmsg:error=EAGAIN:when=1'],
  ({ fast, print }) => {
    const blocked = fast.createSocket('udp4');
    const free = fast.createSocket('udp4');
    const to = { port: 9, address: '127.0.0.1' };
    blocked.bind(0, '127.0.0.1', () => {
      free.bind(0, '127.0.0.1', () => {
        blocked.sendMany(['x', 'y'], to, (error, sent) => {
          print('blocked', error, sent);
          blocked.close();
        });
        free.sendMany(['x', 'y', 'z'], to, (error, sent) => {
          print('free', error, sent);
          free.close();
        });
      });
    });
  },
  [],
  ({ lines }) => assert.deepEqual(lines, ['free null 3', 'blocked null 2']),
);
