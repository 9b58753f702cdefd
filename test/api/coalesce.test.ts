import assert from 'node:assert/strict';
import { createSocket, type SocketOptions } from 'fast-dgram';
import { printed } from '../support/expect';
import { faultTest, sends } from '../support/fault';
import type { Tools } from '../support/program';
import { arrive, batches, datagrams, sendMany, socketTest, train } from '../support/sockets';

/** Sends three datagrams of one length to itself in one tick, and shows them. */
function sendThree(
  { fast, print }: Tools,
  options: Partial<SocketOptions>,
  connected: boolean,
): void {
  const socket = fast.createSocket({ type: 'udp4', ...options });
  socket.on('message', (message) => {
    print('received', String(message));
    if (String(message) === 'six') socket.close();
  });
  const sendAll = (): void => {
    const { port } = socket.address();
    for (const text of ['one', 'two', 'six']) {
      const callback = (error: Error | null, bytes: number): void => print(text, error, bytes);
      if (connected) socket.send(text, callback);
      else socket.send(text, port, '127.0.0.1', callback);
    }
  };
  socket.bind(0, '127.0.0.1', () => {
    if (connected) socket.connect(socket.address().port, '127.0.0.1', sendAll);
    else sendAll();
  });
}

const THREE = [
  ...['one null 3', 'two null 3', 'six null 3'],
  ...['received one', 'received two', 'received six'],
];

for (const connected of [false, true]) {
  const kind = connected ? 'a connected socket' : 'a socket';
  faultTest(
    `what ${kind} that does not coalesce sends has a call each`,
    [],
    sendThree,
    [{ coalesce: false }, connected],
    ({ calls, ...outcome }) => {
      printed(outcome, ...THREE);
      assert.deepEqual(sends(calls), ['sendmsg', 'sendmsg', 'sendmsg']);
    },
  );

  faultTest(
    `what ${kind} sends in a tick leaves together otherwise`,
    [],
    sendThree,
    [{}, connected],
    ({ calls, ...outcome }) => {
      printed(outcome, ...THREE);
      assert.deepEqual(sends(calls), ['sendmsg segmented']);
    },
  );
}

faultTest(
  'without coalescing a datagram has left when send() returns',
  [],
  ({ fast, print }) => {
    const socket = fast.createSocket({ type: 'udp4', coalesce: false });
    socket.on('message', (message) => {
      print('received', String(message));
      if (String(message) === 'last') socket.close();
    });
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.send('first', port, '127.0.0.1');
      // A call that comes between the two, where each leaves at once.
      socket.setSendBufferSize(50_000);
      socket.send('last', port, '127.0.0.1');
    });
  },
  [],
  ({ calls, ...outcome }) => {
    printed(outcome, 'received first', 'received last');
    const order = calls.filter((call) => /^send|SO_SNDBUF/.test(call));
    const names = order.map((call) => call.slice(0, call.indexOf('(')));
    assert.deepEqual(names, ['sendmsg', 'setsockopt', 'sendmsg']);
  },
);

faultTest(
  'sends of a socket that does not coalesce keep their order with others',
  [],
  ({ fast, print }) => {
    const server = fast.createSocket('udp4');
    const together = fast.createSocket('udp4');
    const alone = fast.createSocket({ type: 'udp4', coalesce: false });
    const heard: string[] = [];
    server.on('message', (message) => {
      if (heard.push(String(message)) < 4) return;
      print(heard.join(' '));
      for (const socket of [server, together, alone]) socket.close();
    });
    server.bind(0, '127.0.0.1', () => {
      together.bind(0, '127.0.0.1', () => {
        alone.bind(0, '127.0.0.1', () => {
          const { port } = server.address();
          together.send('one', port, '127.0.0.1');
          together.send('two', port, '127.0.0.1');
          alone.send('six', port, '127.0.0.1');
          together.send('ten', port, '127.0.0.1');
        });
      });
    });
  },
  [],
  ({ calls, ...outcome }) => {
    printed(outcome, 'one two six ten');
    assert.deepEqual(sends(calls), ['sendmsg segmented', 'sendmsg', 'sendmsg']);
  },
);

/** Whether trains were turned on for a socket, by the calls that set it: `[1]` or `[0]`. */
function trainSettings(calls: readonly string[]): boolean[] {
  return calls.filter((call) => /UDP_GRO|0x68/.test(call)).map((call) => call.includes('[1]'));
}

faultTest(
  'a socket that does not coalesce never turns trains on',
  [],
  sendThree,
  [{ coalesce: false }, false],
  ({ calls }) => assert.ok(!trainSettings(calls).includes(true)),
);

for (const options of [{}, { coalesce: true }, { coalesce: undefined }]) {
  faultTest(
    `a socket of ${JSON.stringify(options)} turns trains on`,
    [],
    sendThree,
    [options as Partial<SocketOptions>, false],
    ({ calls }) => assert.ok(trainSettings(calls).includes(true)),
  );
}

for (const event of ['message', 'messages'] as const) {
  socketTest(
    `without coalescing each datagram of a train has its own memory ('${event}')`,
    async (sockets) => {
      const receiver = sockets.bound({ coalesce: false });
      const sent = [...train(20, 300), Buffer.alloc(50, 20)];
      arrive(sockets.bound(), receiver, ...sent);
      const received =
        event === 'message'
          ? await datagrams(receiver, sent.length)
          : (await batches(receiver, sent.length)).flat();
      const messages = received.map(([message]) => message);
      assert.deepEqual(messages, sent);
      for (const { byteOffset, buffer, length } of messages) {
        assert.deepEqual([byteOffset, buffer.byteLength], [0, length]);
      }
      assert.equal(new Set(messages.map(({ buffer }) => buffer)).size, sent.length);
    },
  );
}

socketTest('without coalescing nothing arrives twice or changed', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const socket = sockets.unbound({ coalesce: false });
  const message = Buffer.from('one');
  socket.send(message, port, '127.0.0.1');
  message.write('two');
  await new Promise((resolve) => socket.send(message, port, 'localhost', resolve));
  socket.send(['thr', 'ee'], port, '127.0.0.1');
  await sendMany(socket, ['four', 'five'], { port });
  socket.send('last', port, '127.0.0.1');
  socket.close();
  assert.deepEqual(await inbox.received(), ['one', 'two', 'three', 'four', 'five', 'last']);
});

for (const coalesce of [null, 0, 1, 'false', {}, () => {}]) {
  socketTest(`${typeof coalesce} ${coalesce} is not whether to coalesce`, () => {
    const options = { type: 'udp4', coalesce } as unknown as SocketOptions;
    assert.throws(() => createSocket(options), {
      code: 'ERR_INVALID_ARG_TYPE',
      message: /^The "options\.coalesce" property must be of type boolean\. Received /,
    });
  });
}
