import assert from 'node:assert/strict';
import test from 'node:test';
import { Inbox } from '../support/inbox';
import { type Program, type RunOptions, run } from '../support/program';

const TEXTS = ['one', 'two', 'three'];

/** A test that a child's datagrams arrive although it ends in the tick that sent them. */
function leaves(
  name: string,
  program: Program<[port: number]>,
  { expected = TEXTS, code = 0 }: { expected?: string[]; code?: number } = {},
  options: RunOptions = {},
): void {
  test(name, async () => {
    const inbox = await Inbox.open();
    const outcome = await run(options, program, inbox.port);
    assert.deepEqual(await inbox.received(), expected);
    assert.equal(outcome.code, code, outcome.errors.join('\n'));
    if (code === 0) assert.deepEqual(outcome.errors, []);
  });
}

leaves('a bound socket sends, and process.exit follows in the same tick', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => {
    for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
    process.exit();
  });
});

leaves('a bound socket sends with callbacks, and process.exit follows', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => {
    for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1', () => {});
    process.exit();
  });
});

leaves('an unbound socket sends, and process.exit follows in the same tick', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
  process.exit();
});

leaves('an unbound socket sends without an address, and process.exit follows', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  for (const text of ['one', 'two', 'three']) socket.send(text, port);
  process.exit();
});

leaves('a socket that is still binding sends, and process.exit follows', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
  process.exit();
});

leaves('a connected socket sends, and process.exit follows', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  socket.connect(port, '127.0.0.1', () => {
    for (const text of ['one', 'two', 'three']) socket.send(text);
    process.exit();
  });
});

leaves(
  'a bound socket sends, and process.exit follows, though garbage was collected before',
  ({ fast }, port) => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      setImmediate(() => {
        global.gc?.();
        setImmediate(() => {
          for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
          process.exit();
        });
      });
    });
  },
  {},
  { flags: ['--expose-gc'] },
);

leaves('several sockets send in turn, and process.exit follows', ({ fast }, port) => {
  const sockets = [fast.createSocket('udp4'), fast.createSocket('udp4'), fast.createSocket('udp4')];
  let bound = 0;
  for (const socket of sockets) {
    socket.bind(0, '127.0.0.1', () => {
      bound += 1;
      if (bound < sockets.length) return;
      for (const [at, text] of ['one', 'two', 'three'].entries()) {
        sockets[at]?.send(text, port, '127.0.0.1');
      }
      process.exit();
    });
  }
});

leaves('a bound socket sends from an exit listener', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  process.on('exit', () => {
    for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
  });
  socket.bind(0, '127.0.0.1', () => socket.unref());
});

leaves('an unbound socket sends from an exit listener', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  process.on('exit', () => {
    for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
  });
});

leaves('a socket that an exit listener creates sends', ({ fast }, port) => {
  process.on('exit', () => {
    const socket = fast.createSocket('udp4');
    for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
  });
});

leaves('an exit listener from before the library was loaded sends', ({ dgram }, port) => {
  process.on('exit', () => {
    for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
  });
  const socket = dgram('fast-dgram').createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => process.exit());
});

leaves('an exit listener sends and closes', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  process.on('exit', () => {
    for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
    socket.close();
  });
  socket.bind(0, '127.0.0.1', () => process.exit());
});

leaves(
  'a bound socket sends, and an exception ends the process',
  ({ fast }, port) => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
      throw new Error('deliberate');
    });
  },
  { code: 1 },
);

leaves(
  'an unbound socket sends, and an exception ends the process',
  ({ fast }, port) => {
    const socket = fast.createSocket('udp4');
    for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
    throw new Error('deliberate');
  },
  { code: 1 },
);

leaves(
  'the exit listener of a process that an exception ends sends',
  ({ fast }, port) => {
    const socket = fast.createSocket('udp4');
    process.on('exit', (code) => socket.send(`code ${code}`, port, '127.0.0.1'));
    socket.bind(0, '127.0.0.1', () => {
      throw new Error('deliberate');
    });
  },
  { code: 1, expected: ['code 1'] },
);

leaves('a message listener answers and exits', ({ fast, node }, port) => {
  const socket = fast.createSocket('udp4');
  socket.on('message', () => {
    for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
    process.exit();
  });
  socket.bind(0, '127.0.0.1', () => {
    node.createSocket('udp4').send('question', socket.address().port, '127.0.0.1');
  });
});

leaves('a send callback sends more and exits', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  socket.send('one', port, '127.0.0.1', () => {
    socket.send('two', port, '127.0.0.1');
    socket.send('three', port, '127.0.0.1', () => {});
    process.exit();
  });
});

leaves('what was sent in the last tick of a process that ends by itself', ({ fast }, port) => {
  const socket = fast.createSocket('udp4').unref();
  for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
});

leaves('what a host name is looked up for is lost, and the exit not delayed', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => {
    socket.send('lost', port, 'localhost');
    for (const text of ['one', 'two', 'three']) socket.send(text, port, '127.0.0.1');
    process.exit();
  });
});
