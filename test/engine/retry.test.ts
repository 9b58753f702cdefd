import assert from 'node:assert/strict';
import test from 'node:test';
import { printed } from '../support/expect';
import { cannotInject, faultTest, runTraced, sends } from '../support/fault';
import type { Tools } from '../support/program';

const TURNS = 2000;
/** A file that is asked for, to be found in the trace. */
const MARKER = '/turns-are-over';

/** Sends a datagram, and shows how many milliseconds so many turns of the loop have taken. */
function turnWhileWaiting({ fast, print, require }: Tools, turns: number, marker: string): void {
  const { existsSync } = require('node:fs') as typeof import('fs');
  const socket = fast.createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => {
    const startedAt = performance.now();
    let left = turns;
    const turn = (): void => {
      left -= 1;
      if (left > 0) {
        setImmediate(turn);
        return;
      }
      print(Math.ceil(performance.now() - startedAt));
      existsSync(marker);
      socket.close();
    };
    socket.send('x', socket.address().port, '127.0.0.1');
    setImmediate(turn);
  });
}

test('a device without room is not asked again in every turn of the loop', {
  skip: cannotInject,
}, async () => {
  const rules = ['sendmsg:error=ENOBUFS:when=1+'];
  const { lines, calls } = await runTraced(
    'access,sendmsg',
    rules,
    turnWhileWaiting,
    TURNS,
    MARKER,
  );
  const end = calls.findIndex((call) => call.includes(MARKER));
  const attempts = calls.slice(0, end).filter((call) => call.includes('sendmsg('));
  assert.ok(attempts.length >= 1);
  // One at the end of the tick, one when the poll said writable, then one a millisecond.
  assert.ok(attempts.length <= Number(lines[0]) + 2, `${attempts.length} in ${lines[0]} ms`);
});

faultTest(
  'a datagram leaves when its device has room again',
  ['sendmsg:error=ENOBUFS:when=1..5'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.on('message', (message) => {
      print(`received ${message}`);
      socket.close();
    });
    socket.bind(0, '127.0.0.1', () => {
      socket.send('x', socket.address().port, '127.0.0.1', (error) => print('callback', error));
    });
  },
  [],
  ({ calls, ...outcome }) => {
    printed({ ...outcome, lines: [...outcome.lines].sort() }, 'callback null', 'received x');
    assert.equal(calls.filter((call) => call.includes('sendmsg(')).length, 6);
  },
);

faultTest(
  'a socket that is closed while it waits for its device tells its callback',
  ['sendmsg:error=ENOBUFS:when=1+'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      socket.send('x', socket.address().port, '127.0.0.1', (error) =>
        print((error as NodeJS.ErrnoException).code),
      );
      const closeOnceRetried = (): void => {
        if (socket.stats().sendCalls < 3) {
          setImmediate(closeOnceRetried);
          return;
        }
        print('queue', socket.getSendQueueCount());
        socket.close(() => print('closed'));
      };
      closeOnceRetried();
    });
  },
  [],
  ({ calls: _, ...outcome }) => printed(outcome, 'queue 1', 'ECANCELED', 'closed'),
);

/** Sends three datagrams that leave together, and one that leaves alone. */
function sendToDevice({ fast, print }: Tools, waits: boolean): void {
  const socket = fast.createSocket({ type: 'udp4', icmpErrors: true });
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address();
    const texts = waits ? ['22', '22', '22', '4444'] : ['22', '22', '22'];
    let left = texts.length;
    for (const text of texts) {
      // What has been sent till now waits.
      if (text === '4444') socket.getSendQueueCount();
      socket.send(text, port, '127.0.0.1', (error) => {
        print(text, (error as NodeJS.ErrnoException | null)?.code);
        left -= 1;
        if (left === 0) socket.send('last', port, '127.0.0.1');
      });
    }
    socket.on('message', (message) => {
      print(`received ${message}`);
      if (String(message) === 'last') socket.close();
    });
  });
}

const DROPPED = ['22 ENOBUFS', '22 ENOBUFS', '22 ENOBUFS'];

faultTest(
  'what a device drops, of which only sockets with icmpErrors are told, fails and holds up nothing',
  ['sendmsg:error=ENOBUFS:when=1'],
  sendToDevice,
  [false],
  ({ calls, ...outcome }) => {
    printed(outcome, ...DROPPED, 'received last');
    assert.deepEqual(sends(calls), ['sendmsg segmented', 'sendmsg']);
  },
);

faultTest(
  'what has waited for the kernel and a device drops then fails, too',
  ['sendmsg:error=EAGAIN:when=1', 'sendmmsg:error=ENOBUFS:when=1'],
  sendToDevice,
  [true],
  ({ calls: _, ...outcome }) =>
    printed(outcome, ...DROPPED, '4444 undefined', 'received 4444', 'received last'),
);
