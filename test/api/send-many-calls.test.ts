import assert from 'node:assert/strict';
import { faultTest, sends } from '../support/fault';
import type { Tools } from '../support/program';

/** How a program calls `sendMany()`; without a segment size, datagram by datagram. */
interface Case {
  count: number;
  size: number;
  segmentSize?: number;
  connected?: boolean;
}

/** Sends datagrams that tell their place to itself in one call, and shows what came of it. */
function sendToItself({ fast, print }: Tools, kind: Case): void {
  const { count, size, segmentSize, connected = false } = kind;
  const socket = fast.createSocket('udp4');
  const places: (number | undefined)[] = [];
  let left = 2;
  const done = (): void => {
    left -= 1;
    if (left > 0) return;
    print(places.join(' '));
    print('queue', socket.getSendQueueSize(), socket.getSendQueueCount());
    socket.close();
  };
  socket.on('message', (message) => {
    if (message.length === size) places.push(message[0]);
    else done();
  });
  const callback = (error: Error | null, sent: number): void => {
    print('callback', error, sent);
    // Behind all the others: what came twice has come by then.
    if (connected) socket.send('the end');
    else socket.send('the end', socket.address().port, '127.0.0.1');
    done();
  };
  const sendAll = (): void => {
    const messages = Array.from({ length: count }, (_, place) => Buffer.alloc(size, place));
    const to = connected ? {} : { port: socket.address().port, address: '127.0.0.1' };
    if (segmentSize === undefined) socket.sendMany(messages, to, callback);
    else socket.sendMany(Buffer.concat(messages), { ...to, segmentSize }, callback);
    print('queue', socket.getSendQueueSize(), socket.getSendQueueCount());
  };
  socket.bind(0, '127.0.0.1', () => {
    if (connected) socket.connect(socket.address().port, '127.0.0.1', sendAll);
    else sendAll();
  });
}

/** What {@link sendToItself} prints where all arrive, once and in order; `waiting` of them late. */
function complete({ count, size }: Case, waiting = 0): string[] {
  const places = Array.from({ length: count }, (_, place) => place);
  return [
    `queue ${waiting * size} ${waiting}`,
    `callback null ${count}`,
    places.join(' '),
    'queue 0 0',
  ];
}

/** The calls that sent, but for the last one, which tells the end. */
function sendsBeforeEnd(calls: readonly string[]): string[] {
  return sends(calls).slice(0, -1);
}

const SIZE = 100;
const KINDS: Readonly<Record<string, Case>> = {
  datagrams: { count: 10, size: SIZE },
  segments: { count: 10, size: SIZE, segmentSize: SIZE },
  "a connected socket's datagrams": { count: 10, size: SIZE, connected: true },
  "a connected socket's segments": { count: 10, size: SIZE, segmentSize: SIZE, connected: true },
};

for (const [name, kind] of Object.entries(KINDS)) {
  faultTest(`${name} leave in one segmented send`, [], sendToItself, [kind], (outcome) => {
    assert.deepEqual(outcome.lines, complete(kind));
    assert.deepEqual(sendsBeforeEnd(outcome.calls), ['sendmsg segmented']);
  });

  for (const error of ['EAGAIN', 'ENOBUFS']) {
    faultTest(
      `${error} queues ${name}; the callback comes when all have left`,
      [`sendmsg:error=${error}:when=1..4`],
      sendToItself,
      [kind],
      ({ lines, calls }) => {
        assert.deepEqual(lines, complete(kind, 10));
        assert.equal(calls.filter((call) => call.includes('INJECTED')).length, 4);
      },
    );
  }

  for (const error of ['EINVAL', 'EMSGSIZE', 'EIO']) {
    faultTest(
      `${error} on a segmented send resends ${name} one by one`,
      [`sendmsg:error=${error}:when=1`],
      sendToItself,
      [kind],
      ({ lines, calls }) => {
        assert.deepEqual(lines, complete(kind));
        assert.deepEqual(sendsBeforeEnd(calls), ['sendmsg segmented', 'sendmmsg 10']);
      },
    );
  }

  faultTest(
    `another error is charged to the first of ${name} alone`,
    ['sendmsg:error=EACCES:when=1'],
    ({ fast, print }, { connected = false, segmentSize }) => {
      const socket = fast.createSocket('udp4');
      socket.on('message', (message) => {
        print('received', String(message));
        if (String(message) === '3') socket.close();
      });
      const sendAll = (): void => {
        const { port } = socket.address();
        const to = connected ? {} : { port, address: '127.0.0.1' };
        const callback = (error: NodeJS.ErrnoException | null, sent: number): void => {
          print(error?.code, error?.syscall, error?.message.replace(String(port), 'port'), sent);
        };
        if (segmentSize === undefined) socket.sendMany(['0', '1', '2', '3'], to, callback);
        else socket.sendMany('0123', { ...to, segmentSize: 1 }, callback);
      };
      socket.bind(0, '127.0.0.1', () => {
        if (connected) socket.connect(socket.address().port, '127.0.0.1', sendAll);
        else sendAll();
      });
    },
    [kind],
    ({ lines }) => {
      const message = kind.connected ? 'send EACCES' : 'send EACCES 127.0.0.1:port';
      const received = ['received 1', 'received 2', 'received 3'];
      assert.deepEqual(lines, [`EACCES send ${message} 3`, ...received]);
    },
  );
}
