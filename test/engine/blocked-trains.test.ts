import assert from 'node:assert/strict';
import type { SocketOptions } from 'fast-dgram';
import { faultTest, sends } from '../support/fault';
import type { Tools } from '../support/program';

const COUNT = 10;
const SEVERAL = ['sendmsg segmented', 'sendmmsg 2 segmented'];

/**
 * Sends datagrams of those sizes to itself, the second list's when the first is in the queue, and
 * shows their outcomes and what arrives.
 */
function sendTwice(
  { fast, print }: Tools,
  options: Partial<SocketOptions>,
  ...lists: readonly (readonly number[])[]
): void {
  const socket = fast.createSocket({ type: 'udp4', ...options });
  const received: string[] = [];
  const outcomes: string[] = [];
  const count = lists.flat().length;
  let failed = 0;
  const settle = (): void => {
    if (outcomes.length < count || received.length < count - failed) return;
    print(outcomes.join(' '));
    print(received.join(' '));
    socket.close();
  };
  socket.on('message', (message) => {
    received.push(`${message.length}`);
    settle();
  });
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address();
    let queued = 0;
    for (const sizes of lists) {
      for (const size of sizes) {
        socket.send(Buffer.alloc(size), port, '127.0.0.1', (error, bytes) => {
          if (error !== null) failed += 1;
          outcomes.push(`${(error as NodeJS.ErrnoException | null)?.code ?? bytes}`);
          settle();
        });
      }
      queued += sizes.length;
      if (socket.getSendQueueCount() !== queued) print('not queued');
    }
  });
}

function equal(size: number): number[] {
  return Array<number>(COUNT).fill(size);
}

const BOTH = [equal(50), equal(100)];
const ALL_SENT = BOTH.flat().join(' ');

faultTest(
  'what has waited leaves in segmented sends, too, also of several ticks',
  ['sendmsg:error=EAGAIN:when=1'],
  sendTwice,
  [{}, equal(100), equal(100)],
  ({ lines, calls }) => {
    const all = [...equal(100), ...equal(100)].join(' ');
    assert.deepEqual(lines, [all, all]);
    assert.deepEqual(sends(calls), ['sendmsg segmented', 'sendmsg segmented']);
  },
);

faultTest(
  'what has waited and is of different lengths has a message for each',
  ['sendmsg:error=EAGAIN:when=1'],
  sendTwice,
  [{}, [100, 100, 60], [0, 60, 100]],
  ({ lines, calls }) => {
    const all = '100 100 60 0 60 100';
    assert.deepEqual(lines, [all, all]);
    assert.deepEqual(sends(calls), ['sendmsg segmented', 'sendmmsg 4 segmented']);
  },
);

faultTest(
  'what has waited leaves by itself where its socket does not coalesce',
  ['sendmsg:error=EAGAIN:when=1'],
  sendTwice,
  [{ coalesce: false }, [100], [100]],
  ({ lines, calls }) => {
    assert.deepEqual(lines, ['100 100', '100 100']);
    assert.deepEqual(sends(calls), ['sendmsg', 'sendmsg', 'sendmsg']);
  },
);

for (const error of ['EIO', 'EINVAL', 'EMSGSIZE', 'EPERM']) {
  faultTest(
    `${error} on segments that have waited resends them one by one`,
    ['sendmsg:error=EAGAIN:when=1', `sendmmsg:error=${error}:when=1`],
    sendTwice,
    [{}, ...BOTH],
    ({ lines, calls }) => {
      assert.deepEqual(lines, [ALL_SENT, ALL_SENT]);
      assert.deepEqual(sends(calls), [...SEVERAL, 'sendmmsg 11 segmented']);
    },
  );
}

faultTest(
  'another error is that of one datagram, and those behind it leave',
  ['sendmsg:error=EAGAIN:when=1', 'sendmmsg:error=EACCES:when=1'],
  sendTwice,
  [{}, ...BOTH],
  ({ lines, calls }) => {
    const [, ...left] = BOTH.flat();
    assert.deepEqual(lines, [['EACCES', ...left].join(' '), left.join(' ')]);
    assert.deepEqual(sends(calls), [...SEVERAL, 'sendmmsg 2 segmented']);
  },
);
