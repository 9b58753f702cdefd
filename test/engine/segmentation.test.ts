import assert from 'node:assert/strict';
import { faultTest, sends } from '../support/fault';
import type { Tools } from '../support/program';

const COUNT = 10;
/** As many segments as a message may have, and more than kernels before Linux 6.9 take. */
const MANY = 128;

/** Sends trains of those sizes to itself, each when the one before has arrived, and shows all. */
function trains({ fast, print }: Tools, sizes: readonly number[], count: number): void {
  const socket = fast.createSocket('udp4');
  socket.bind(0, '127.0.0.1', async () => {
    const { port } = socket.address();
    for (const size of sizes) {
      const received: string[] = [];
      const outcomes: string[] = [];
      await new Promise<void>((resolve) => {
        const settle = (): void => {
          if (outcomes.length === count && received.length === count) resolve();
        };
        socket.on('message', (message) => {
          received.push(`${message.length}:${message[0]}`);
          settle();
        });
        for (let place = 0; place < count; place += 1) {
          socket.send(Buffer.alloc(size, place), port, '127.0.0.1', (error, bytes) => {
            outcomes.push(`${place}:${error ?? bytes}`);
            settle();
          });
        }
      });
      socket.removeAllListeners('message');
      print(outcomes.join(' '));
      print(received.join(' '));
    }
    socket.close();
  });
}

/** What {@link trains} prints where every datagram arrives, once and in order. */
function complete(sizes: readonly number[], count = COUNT): string[] {
  const places = Array.from({ length: count }, (_, place) => place);
  return sizes.flatMap((size) => [
    places.map((place) => `${place}:${size}`).join(' '),
    places.map((place) => `${size}:${place}`).join(' '),
  ]);
}

faultTest(
  'equal datagrams of one tick leave in one segmented send',
  [],
  trains,
  [[100, 1200], COUNT],
  ({ lines, calls, errors }) => {
    assert.deepEqual({ lines, errors }, { lines: complete([100, 1200]), errors: [] });
    assert.deepEqual(sends(calls), ['sendmsg segmented', 'sendmsg segmented']);
  },
);

for (const error of ['EIO', 'ENOPROTOOPT', 'EOPNOTSUPP']) {
  faultTest(
    `${error} on a segmented send resends one by one, and the socket segments no more`,
    [`sendmsg:error=${error}:when=1`],
    trains,
    [[100, 50], COUNT],
    ({ lines, calls }) => {
      assert.deepEqual(lines, complete([100, 50]));
      assert.deepEqual(sends(calls), ['sendmsg segmented', 'sendmmsg 10', 'sendmmsg 10']);
    },
  );
}

faultTest(
  'where the kernel does not know segmentation, nothing is segmented',
  ['getsockopt:error=ENOPROTOOPT'],
  trains,
  [[100, 50], COUNT],
  ({ lines, calls }) => {
    assert.deepEqual(lines, complete([100, 50]));
    assert.deepEqual(sends(calls), ['sendmmsg 10', 'sendmmsg 10']);
  },
);

for (const error of ['EINVAL', 'EMSGSIZE']) {
  faultTest(
    `${error} on a segmented send resends one by one, and segments only shorter datagrams`,
    [`sendmsg:error=${error}:when=1`],
    trains,
    [[100, 100, 50, 101], COUNT],
    ({ lines, calls }) => {
      assert.deepEqual(lines, complete([100, 100, 50, 101]));
      assert.deepEqual(sends(calls), [
        ...['sendmsg segmented', 'sendmmsg 10', 'sendmmsg 10'],
        ...['sendmsg segmented', 'sendmmsg 10'],
      ]);
    },
  );
}

faultTest(
  'EPERM on a segmented send resends one by one, and the next run is segmented',
  ['sendmsg:error=EPERM:when=1'],
  trains,
  [[100, 100], COUNT],
  ({ lines, calls }) => {
    assert.deepEqual(lines, complete([100, 100]));
    assert.deepEqual(sends(calls), ['sendmsg segmented', 'sendmmsg 10', 'sendmsg segmented']);
  },
);

faultTest(
  'where the kernel refuses 128 segments, there are 64 in a message, now and later',
  ['sendmsg:error=EINVAL:when=1'],
  trains,
  [[100, 100], MANY],
  ({ lines, calls }) => {
    assert.deepEqual(lines, complete([100, 100], MANY));
    assert.deepEqual(sends(calls), [
      ...['sendmsg segmented', 'sendmmsg 2 segmented', 'sendmmsg 2 segmented'],
    ]);
  },
);

faultTest(
  'a path that refuses 64 segments, too, does not keep others from more',
  ['sendmsg:error=EINVAL:when=1', 'sendmmsg:error=EINVAL:when=1'],
  trains,
  [[100, 50], MANY],
  ({ lines, calls }) => {
    assert.deepEqual(lines, complete([100, 50], MANY));
    const [refused, alsoRefused, ...after] = sends(calls);
    assert.deepEqual([refused, alsoRefused], ['sendmsg segmented', 'sendmmsg 2 segmented']);
    assert.deepEqual(after.slice(0, 3), ['sendmmsg 64', 'sendmmsg 64', 'sendmsg segmented']);
  },
);

for (const error of ['EINVAL', 'EMSGSIZE', 'EIO']) {
  faultTest(
    `${error} on a datagram that is sent alone, too, does not end segmentation`,
    [`sendmsg:error=${error}:when=1`, `sendmmsg:error=${error}:when=1`],
    ({ fast, print }, count) => {
      const socket = fast.createSocket('udp4');
      socket.on('message', (message) => {
        print(`received ${message}`);
        if (Number(message) === count - 1) socket.close();
      });
      socket.bind(0, '127.0.0.1', () => {
        for (let place = 0; place < count; place += 1) {
          socket.send(`${place}`, socket.address().port, '127.0.0.1', (error) => {
            print(place, (error as NodeJS.ErrnoException | null)?.code ?? 'sent');
          });
        }
      });
    },
    [4],
    ({ lines, calls }) => {
      assert.deepEqual(lines, [
        ...[`0 ${error}`, '1 sent', '2 sent', '3 sent'],
        ...['received 1', 'received 2', 'received 3'],
      ]);
      assert.deepEqual(sends(calls), ['sendmsg segmented', 'sendmmsg 4', 'sendmsg segmented']);
    },
  );
}

faultTest(
  'a path that refuses segments does not keep others from them',
  ['sendmsg:error=EMSGSIZE:when=1'],
  ({ fast, print }) => {
    const first = fast.createSocket('udp4');
    const second = fast.createSocket('udp4');
    first.bind(0, '127.0.0.1', () => {
      second.bind(0, '127.0.0.1', async () => {
        for (const peer of [first, second, first]) {
          await new Promise<void>((resolve) => {
            for (let place = 0; place < 4; place += 1) {
              const callback = place === 3 ? () => resolve() : undefined;
              first.send('datagram', peer.address().port, '127.0.0.1', callback);
            }
          });
        }
        print('done');
        first.close();
        second.close();
      });
    });
  },
  [],
  ({ lines, calls }) => {
    assert.deepEqual(lines, ['done']);
    assert.deepEqual(sends(calls), [
      ...['sendmsg segmented', 'sendmmsg 4', 'sendmsg segmented', 'sendmmsg 4'],
    ]);
  },
);

faultTest(
  'another error on a segmented send is charged to its first datagram alone',
  ['sendmsg:error=EACCES:when=1'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.on('message', (message) => {
      print(`received ${message}`);
      if (String(message) === '3') socket.close();
    });
    socket.bind(0, '127.0.0.1', () => {
      for (const text of ['0', '1', '2', '3']) {
        socket.send(text, socket.address().port, '127.0.0.1', (error) => {
          print(text, (error as NodeJS.ErrnoException | null)?.code ?? 'sent');
        });
      }
    });
  },
  [],
  ({ lines }) => {
    assert.deepEqual(lines, [
      ...['0 EACCES', '1 sent', '2 sent', '3 sent'],
      ...['received 1', 'received 2', 'received 3'],
    ]);
  },
);

faultTest(
  'what the path to a peer has refused says nothing of the next one',
  ['sendmsg:error=EMSGSIZE:when=1'],
  ({ fast, print }, count) => {
    const receivers = [fast.createSocket('udp4'), fast.createSocket('udp4')];
    const ports = receivers.map((socket) => socket.bindSync({ address: '127.0.0.1' }).port);
    const sender = fast.createSocket('udp4');
    for (const port of ports) {
      sender.connectSync(port, '127.0.0.1');
      for (let place = 0; place < count; place += 1) sender.send(Buffer.alloc(100, place));
      print(sender.getSendQueueCount());
      sender.disconnect();
    }
    for (const socket of [sender, ...receivers]) socket.close();
  },
  [COUNT],
  ({ lines, calls }) => {
    assert.deepEqual(lines, ['0', '0']);
    assert.deepEqual(sends(calls), ['sendmsg segmented', 'sendmmsg 10', 'sendmsg segmented']);
  },
);
