import assert from 'node:assert/strict';
import test from 'node:test';
import { faultTest } from '../support/fault';
import { Inbox } from '../support/inbox';
import { type Program, type RunOptions, run } from '../support/program';

const TEXTS = ['one', 'two', 'three'];

/** A test that a child's datagrams arrive although it ends in the tick that sent them. */
function leaves(
  name: string,
  program: Program<[port: number]>,
  options: RunOptions = {},
  signal: NodeJS.Signals | null = null,
): void {
  test(name, async () => {
    const inbox = await Inbox.open();
    const outcome = await run(options, program, inbox.port);
    assert.deepEqual(await inbox.received(), TEXTS);
    const code = signal === null ? 0 : null;
    assert.deepEqual(outcome, { lines: [], errors: [], code, signal });
  });
}

leaves('what a bound socket sends has left before process.exit', ({ fast, print }, port) => {
  const socket = fast.createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => {
    socket.sendMany(['one', 'two', 'three'], { port }, () => print('never'));
    process.exit();
  });
});

leaves('what an unbound socket sends leaves at process.exit', ({ fast, print }, port) => {
  const socket = fast.createSocket('udp4');
  socket.sendMany(['one', 'two', 'three'], { port, address: '127.0.0.1' }, () => print('never'));
  process.exit();
});

leaves('what a connected socket sends has left before process.exit', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  socket.connect(port, '127.0.0.1', () => {
    socket.sendMany(['one', 'two', 'three']);
    process.exit();
  });
});

leaves('segments that wait for a bind leave at process.exit', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  socket.sendMany(['one'], { port });
  socket.sendMany('two', { port, segmentSize: 3 });
  socket.sendMany(['three'], { port });
  process.exit();
});

leaves(
  'what waits for a bind leaves at process.exit, though garbage was collected before',
  ({ fast }, port) => {
    const socket = fast.createSocket('udp4');
    setImmediate(() => {
      global.gc?.();
      setImmediate(() => {
        socket.sendMany(['one', 'two', 'three'], { port });
        process.exit();
      });
    });
  },
  { flags: ['--expose-gc'] },
);

leaves('a bound socket sends from an exit listener', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  process.on('exit', () => socket.sendMany(['one', 'two', 'three'], { port }));
  socket.bind(0, '127.0.0.1', () => socket.unref());
});

leaves('an unbound socket sends from an exit listener', ({ fast }, port) => {
  const socket = fast.createSocket('udp4');
  process.on('exit', () => socket.sendMany(['one', 'two', 'three'], { port }));
});

leaves(
  'what it sends has left when it returns, though the process is killed',
  ({ fast }, port) => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      socket.sendMany(['one'], { port });
      socket.sendMany('two', { port, segmentSize: 5 });
      socket.sendMany(['three'], { port });
      process.kill(process.pid, 'SIGKILL');
    });
  },
  {},
  'SIGKILL',
);

/** The datagrams that the kernel has taken. */
function taken(calls: readonly string[]): (string | undefined)[] {
  const left = calls.filter((call) => call.startsWith('send') && !call.includes('INJECTED'));
  return [...left.join().matchAll(/iov_base="(\w+)"/g)].map(([, text]) => text);
}

for (const connected of [false, true]) {
  faultTest(
    `process.exit waits for what ${connected ? 'a connected' : 'a'} socket left blocked`,
    ['sendmsg:error=EAGAIN:when=1', 'sendmmsg:error=EAGAIN:when=1..2'],
    ({ fast, print }, isConnected) => {
      const socket = fast.createSocket('udp4');
      const sendAll = (): void => {
        const to = isConnected ? {} : { port: socket.address().port };
        socket.sendMany(['one', 'two'], to, () => print('never'));
        socket.sendMany('one', { ...to, segmentSize: 2 });
        process.exit();
      };
      socket.bind(0, '127.0.0.1', () => {
        if (isConnected) socket.connect(socket.address().port, '127.0.0.1', sendAll);
        else sendAll();
      });
    },
    [connected],
    ({ lines, calls, code }) => {
      assert.deepEqual({ lines, code }, { lines: [], code: 0 });
      assert.deepEqual(taken(calls), ['one', 'two', 'on', 'e']);
    },
  );
}

faultTest(
  'what an exit listener sends, and the kernel does not take at once, leaves',
  ['sendmsg:error=EAGAIN:when=1..3'],
  ({ fast }) => {
    const socket = fast.createSocket('udp4');
    process.on('exit', () => socket.sendMany(['one', 'two'], { port: 9 }));
    socket.bind(0, '127.0.0.1', () => socket.unref());
  },
  [],
  ({ calls, code }) => {
    assert.equal(code, 0);
    assert.deepEqual(taken(calls), ['one', 'two']);
  },
);
