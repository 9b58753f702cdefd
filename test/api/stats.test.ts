import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import { features, type SocketStats } from 'fast-dgram';
import { printed } from '../support/expect';
import { cannotInject, type FaultOutcome, faultTest, runTraced } from '../support/fault';
import type { Tools } from '../support/program';
import { arrive, datagrams, sendMany, socketTest, train } from '../support/sockets';

/** Some of the counters. */
function some<Name extends keyof SocketStats>(
  stats: SocketStats,
  ...names: readonly Name[]
): Pick<SocketStats, Name> {
  return Object.fromEntries(names.map((name) => [name, stats[name]])) as Pick<SocketStats, Name>;
}

const NOTHING = {
  ...{ wakeUps: 0, receiveCalls: 0, datagramsReceived: 0, bytesReceived: 0 },
  ...{ trainsReceived: 0, trainDatagramsReceived: 0, datagramsDropped: 0, datagramsTruncated: 0 },
  ...{ sendCalls: 0, datagramsSent: 0, bytesSent: 0, trainsSent: 0, trainDatagramsSent: 0 },
  ...{ datagramsBlocked: 0, datagramsQueued: 0, bytesQueued: 0, datagramsFailed: {} },
};

socketTest('an unbound socket has counted nothing and has no buffers', (sockets) => {
  const socket = sockets.unbound({ recvBufferSize: 50_000 });
  assert.deepEqual(socket.stats(), {
    ...NOTHING,
    recvBuffer: { asked: 50_000, granted: 0 },
    sendBuffer: { asked: undefined, granted: 0 },
  });
});

socketTest('a bound socket has counted nothing until something happens', (sockets) => {
  for (const type of ['udp4', 'udp6'] as const) {
    const { recvBuffer, sendBuffer, ...counters } = sockets.bound(type).stats();
    assert.deepEqual(counters, NOTHING);
    assert.equal(recvBuffer.asked, undefined);
    assert.ok(recvBuffer.granted > 0 && sendBuffer.granted > 0);
  }
});

socketTest('a closed socket tells nothing', async (sockets) => {
  const socket = sockets.bound();
  await socket[Symbol.asyncDispose]();
  assert.throws(() => socket.stats(), { code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' });
});

socketTest('buffers are told as they were asked for, and as the kernel counts them', (sockets) => {
  const socket = sockets.bound({ type: 'udp4', recvBufferSize: 50_000, sendBufferSize: 60_000 });
  assert.deepEqual(socket.stats().recvBuffer, { asked: 50_000, granted: 100_000 });
  assert.deepEqual(socket.stats().sendBuffer, { asked: 60_000, granted: 120_000 });
  socket.setRecvBufferSize(70_000);
  assert.deepEqual(socket.stats().recvBuffer, { asked: 70_000, granted: 140_000 });
});

socketTest('datagrams and their bytes are counted on both sides', async (sockets) => {
  const sender = sockets.bound({ type: 'udp4', coalesce: false });
  const receiver = sockets.bound();
  const received = datagrams(receiver, 3);
  arrive(sender, receiver, 'a', '', 'ccc');
  assert.deepEqual(some(sender.stats(), 'sendCalls', 'datagramsSent', 'bytesSent', 'trainsSent'), {
    sendCalls: 3,
    datagramsSent: 3,
    bytesSent: 4,
    trainsSent: 0,
  });
  await received;
  assert.deepEqual(
    some(receiver.stats(), 'wakeUps', 'receiveCalls', 'datagramsReceived', 'bytesReceived'),
    { wakeUps: 1, receiveCalls: 1, datagramsReceived: 3, bytesReceived: 4 },
  );
  assert.equal(receiver.stats().trainsReceived, 0);
});

socketTest('asking sends what this tick has queued, and counts it', (sockets) => {
  const sender = sockets.bound();
  sender.send('x', sender.address().port, '127.0.0.1');
  assert.equal(sender.stats().datagramsSent, 1);
});

const noTrains = features().gso && features().gro ? false : 'this kernel has no trains';
socketTest('trains are counted besides their datagrams', { skip: noTrains }, async (sockets) => {
  const sender = sockets.bound();
  const receiver = sockets.bound();
  const received = datagrams(receiver, 11);
  arrive(sender, receiver, ...train(10, 100), 'single');
  const bytes = 10 * 100 + 6;
  assert.deepEqual(
    some(sender.stats(), 'datagramsSent', 'bytesSent', 'trainsSent', 'trainDatagramsSent'),
    { datagramsSent: 11, bytesSent: bytes, trainsSent: 1, trainDatagramsSent: 11 },
  );
  await received;
  const { trainsReceived, trainDatagramsReceived, ...stats } = receiver.stats();
  assert.deepEqual([trainsReceived, trainDatagramsReceived], [1, 11]);
  assert.deepEqual([stats.datagramsReceived, stats.bytesReceived], [11, bytes]);
});

socketTest('segments of one buffer are counted as the datagrams that they are', async (sockets) => {
  const sender = sockets.bound();
  const { port } = sockets.bound().address();
  await sendMany(sender, Buffer.alloc(1050), { segmentSize: 100, port });
  const { datagramsSent, bytesSent, datagramsFailed } = sender.stats();
  assert.deepEqual([datagramsSent, bytesSent, datagramsFailed], [11, 1050, {}]);
});

socketTest('what a block list keeps away has been received', async (sockets) => {
  const receiveBlockList = new BlockList();
  receiveBlockList.addAddress('127.0.0.1');
  const receiver = sockets.bound({ type: 'udp4', receiveBlockList }, '0.0.0.0');
  const blocked = sockets.bound();
  const stranger = sockets.bound('udp4', '127.0.0.2');
  const { port } = receiver.address();
  const received = datagrams(receiver, 1);
  blocked.send('blocked', port, '127.0.0.1');
  blocked.getSendQueueCount();
  stranger.send('not', port, '127.0.0.1');
  await received;
  assert.equal(receiver.stats().datagramsReceived, 2);
});

/** Sends four datagrams to itself where the kernel takes nothing at first. */
function sendBlocked({ fast, print }: Tools): void {
  const socket = fast.createSocket('udp4');
  const show = (): void => {
    const stats = socket.stats();
    print(stats.datagramsBlocked, stats.datagramsQueued, stats.bytesQueued, stats.datagramsSent);
    print(JSON.stringify(stats.datagramsFailed));
  };
  socket.bind(0, '127.0.0.1', () => {
    let left = 4;
    for (const text of ['a', 'bb', 'ccc', 'd']) {
      socket.send(text, socket.address().port, '127.0.0.1', () => {
        left -= 1;
        if (left > 0) return;
        show();
        socket.close();
      });
    }
    show();
  });
}

faultTest(
  'datagrams that wait for the kernel are counted while they wait, and for ever',
  ['sendmmsg:error=EAGAIN:when=1'],
  sendBlocked,
  [],
  ({ calls: _, ...outcome }) => printed(outcome, '4 4 7 0', '{}', '4 0 0 4', '{}'),
);

/** Asks where the kernel's answers to the questions for its memory are what strace says. */
function askTwice({ fast, print }: Tools): void {
  const socket = fast.createSocket('udp4');
  socket.bindSync();
  print(socket.stats().datagramsDropped, fast.features().drops);
  print(socket.stats().datagramsDropped);
  socket.close();
}

/** SO_MEMINFO has nine words, of which the last is the count; in hexadecimal digits. */
function memory(drops: number): string {
  const words = new Uint32Array(9);
  words[8] = drops;
  return Buffer.from(words.buffer).toString('hex');
}

/** Runs {@link askTwice}; with rules about the kernel's answers. */
function traceQuestions(...rules: readonly string[]): Promise<FaultOutcome> {
  return runTraced('getsockopt', rules, askTwice);
}

socketTest(
  'before SO_MEMINFO it is not known how many the kernel has dropped',
  { skip: cannotInject },
  async () => {
    const { calls, ...outcome } = await traceQuestions('getsockopt:error=ENOPROTOOPT');
    assert.ok(calls.some((line) => line.includes('INJECTED')));
    printed(outcome, 'undefined false', 'undefined');
  },
);

socketTest("the kernel's count of drops may begin again at 0", { skip: cannotInject }, async () => {
  const { calls } = await traceQuestions();
  const first = calls.findIndex((call) => /SO_MEMINFO|0x37/.test(call)) + 1;
  assert.ok(first > 0);
  const rule = `getsockopt:poke_exit=@arg4=${memory(0xffff_fff0)}:when=${first}`;
  const { calls: _, ...outcome } = await traceQuestions(rule);
  // The second answer is the kernel's own: 0.
  printed(outcome, `${0xffff_fff0} true`, `${2 ** 32}`);
});
