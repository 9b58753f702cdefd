import assert from 'node:assert/strict';
import { printed } from '../support/expect';
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
  ['sendmmsg:error=EAGAIN'],
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
  'the loop turns while a socket that is closed waits for the kernel, also where fake timers are in force',
  ['sendmsg:error=EAGAIN'],
  ({ fast, print }) => {
    const { setTimeout } = globalThis;
    globalThis.setTimeout = (() => ({ unref: () => undefined })) as unknown as typeof setTimeout;
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      socket.send('x', 9, '127.0.0.1', (error) => {
        print((error as NodeJS.ErrnoException | null)?.code);
      });
      socket.close(() => print('closed'));
      setImmediate(() => print('another turn'));
    });
  },
  [],
  ({ calls: _, ...outcome }) => printed(outcome, 'another turn', 'ECANCELED', 'closed'),
);

faultTest(
  'a socket that is closed hears nothing while it waits for the kernel',
  ['sendmsg:error=EAGAIN:when=2..200'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4', () => print('never'));
    const neighbour = fast.createSocket('udp4', () => neighbour.close());
    neighbour.bind(0, '127.0.0.1', () => {
      const { port } = neighbour.address();
      socket.connect(port, '127.0.0.1', () => {
        neighbour.send('too late', socket.address().port, '127.0.0.1');
        neighbour.getSendQueueCount();
        socket.send('x', (error) => print('sent', error));
        socket.close(() => print('closed'));
      });
    });
  },
  [],
  ({ calls, ...outcome }) => {
    printed(outcome, 'sent null', 'closed');
    // Others that read its descriptor may: it leaves the datagram to them.
    const descriptor = calls.find((call) => call.includes('"x"'))?.match(/\d+/)?.[0];
    assert.ok(descriptor !== undefined);
    assert.ok(!calls.some((call) => call.startsWith(`recvmmsg(${descriptor},`)));
  },
);

faultTest(
  'a socket that is closed takes no error of an earlier datagram for that of one that waits',
  ['sendmsg:error=EAGAIN:when=2..3'],
  ({ fast, print }) => {
    const absent = fast.createSocket('udp4');
    absent.bindSync({ address: '127.0.0.1' });
    const { port } = absent.address();
    absent.close();
    const socket = fast.createSocket('udp4');
    socket.connect(port, '127.0.0.1', () => {
      socket.send('refused');
      socket.getSendQueueCount();
      socket.send('waits', (error) => print('sent', error));
      socket.close(() => print('closed'));
    });
  },
  [],
  ({ calls: _, ...outcome }) => printed(outcome, 'sent null', 'closed'),
);

faultTest(
  "'close' is emitted in the context of the close, and callbacks are called in that of their sends",
  ['sendmsg:error=EAGAIN:when=1..3'],
  ({ fast, print, require }) => {
    const { AsyncLocalStorage } = require('node:async_hooks') as typeof import('async_hooks');
    const context = new AsyncLocalStorage<string>();
    const socket = fast.createSocket('udp4');
    socket.connect(9, '127.0.0.1', () => {
      context.run('send', () => {
        socket.send('x', () => print('sent', context.getStore()));
      });
      socket.on('close', () => print('closed', context.getStore()));
      context.run('close', () => socket.close());
    });
  },
  [],
  ({ calls: _, ...outcome }) => printed(outcome, 'sent send', 'closed close'),
);

faultTest(
  "'close' is emitted once where an async hook closes the socket in the course of its close",
  ['sendmsg:error=EAGAIN:when=1'],
  ({ fast, print, require }) => {
    const { createHook } = require('node:async_hooks') as typeof import('async_hooks');
    const socket = fast.createSocket('udp4');
    let isClosing = false;
    const before = (): void => {
      if (!isClosing) return;
      isClosing = false;
      print('hook');
      socket.close();
    };
    socket.on('close', () => print('closed'));
    socket.connect(9, '127.0.0.1', () => {
      createHook({ before }).enable();
      socket.send('x', (error) => print('sent', error));
      process.nextTick(() => {
        isClosing = true;
        socket.close();
      });
    });
  },
  [],
  ({ calls: _, ...outcome }) => printed(outcome, 'hook', 'closed', 'sent null'),
);

faultTest(
  'the port of a socket that is closed is free at once: what waits for the kernel leaves before',
  ['sendmsg:error=EAGAIN:when=1..3'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    const successor = fast.createSocket('udp4');
    socket.bindSync({ address: '127.0.0.1' });
    const { port } = socket.address();
    socket.connect(9, '127.0.0.1', () => {
      socket.send('x', (error) => print('sent', error));
      socket.close(() => print('closed'));
      successor.bindSync({ port, address: '127.0.0.1' });
      print('bound', successor.address().port === port);
      successor.close();
    });
  },
  [],
  ({ calls: _, ...outcome }) => printed(outcome, 'bound true', 'sent null', 'closed'),
);

faultTest(
  'each turn of the loop in which the ports of closed sockets are bound waits anew, also where fake timers are in force',
  ['sendmsg:error=EAGAIN'],
  ({ fast, print }) => {
    const { setImmediate } = globalThis;
    const fake = () => ({ unref: () => undefined });
    globalThis.setImmediate = fake as unknown as typeof setImmediate;
    const replace = (text: string, replaced?: () => void) => {
      const socket = fast.createSocket('udp4');
      socket.bind(0, '127.0.0.1', () => {
        const { port } = socket.address();
        socket.send(text, 9, '127.0.0.1', (error) => {
          print(text, (error as NodeJS.ErrnoException | null)?.code);
        });
        socket.close(replaced);
        const successor = fast.createSocket('udp4');
        successor.bindSync({ port, address: '127.0.0.1' });
        successor.close();
      });
    };
    replace('first', () => setImmediate(() => replace('second')));
  },
  [],
  ({ calls, ...outcome }) => {
    printed(outcome, 'first ECANCELED', 'second ECANCELED');
    // Without waiting there are three: as it is sent, as the socket is closed, and as its port is
    // wanted.
    assert.ok(calls.filter((call) => call.includes('"second"')).length > 3);
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
  'process.exit waits once for all sockets whose queues stay blocked',
  ['sendmsg:error=EAGAIN'],
  ({ fast }) => {
    for (const text of ['first', 'second']) {
      const socket = fast.createSocket('udp4');
      socket.bindSync({ address: '127.0.0.1' });
      socket.send(text, 9, '127.0.0.1');
    }
    process.exit();
  },
  [],
  ({ calls, ...outcome }) => {
    printed(outcome);
    const attempts = (text: string) => calls.filter((call) => call.includes(`"${text}"`)).length;
    // The first has all the time, and the second what is left, less than two milliseconds.
    assert.ok(attempts('second') < attempts('first') / 2);
  },
);

faultTest(
  'process.exit waits for what a socket that is closed has left',
  ['sendmsg:error=EAGAIN:when=1..5'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      socket.send('one', 9, '127.0.0.1');
      socket.close(() => print('never'));
      process.exit();
    });
  },
  [],
  ({ calls, ...outcome }) => {
    printed(outcome);
    assert.equal(calls.filter((call) => call.includes('"one"')).length, 6);
  },
);

for (const rule of ['sendmsg:error=EAGAIN:when=1..5', 'sendmsg:error=ENOBUFS:when=1..5']) {
  faultTest(
    `an unreferenced socket whose datagrams wait keeps the process until its callbacks are called (${rule})`,
    [rule],
    ({ fast, print }) => {
      const socket = fast.createSocket('udp4').unref();
      socket.connect(9, '127.0.0.1', () => {
        socket.send('one', (error) => print('sent', error));
        process.on('exit', () => print('exit'));
      });
    },
    [],
    ({ calls: _, ...outcome }) => printed(outcome, 'sent null', 'exit'),
  );

  faultTest(
    `an unreferenced socket that is closed and waits keeps the process, too (${rule})`,
    [rule],
    ({ fast, print }) => {
      const socket = fast.createSocket('udp4').unref();
      socket.connect(9, '127.0.0.1', () => {
        socket.send('one', (error) => print('sent', error));
        socket.close(() => print('closed'));
        process.on('exit', () => print('exit'));
      });
    },
    [],
    ({ calls: _, ...outcome }) => printed(outcome, 'sent null', 'closed', 'exit'),
  );
}

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
