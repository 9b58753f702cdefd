import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IcmpError, Socket } from 'fast-dgram';
import { subscribe } from '../support/channels';
import { printed } from '../support/expect';
import { faultTest } from '../support/fault';
import { run, type Tools } from '../support/program';
import { type Sockets, sendMany, sendOne, socketTest } from '../support/sockets';

interface Told {
  socket: Socket;
  error?: NodeJS.ErrnoException;
  icmpError?: IcmpError;
}

/** Keeps what the channel tells. */
function record(sockets: Sockets): Told[] {
  const all: Told[] = [];
  subscribe(sockets, 'fast-dgram.error', (told) => all.push(told as Told));
  return all;
}

/** How often each code was told, as stats() counts. */
function codes(all: readonly Told[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { error } of all) {
    const code = error?.code ?? 'none';
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

/** What no datagram over IPv4 can carry. */
const TOO_LONG = Buffer.alloc(65_508);

socketTest('each datagram that fails is told, as stats() counts them', async (sockets) => {
  const all = record(sockets);
  const socket = sockets.bound();
  const { port } = socket.address();
  assert.equal((await sendOne(socket, TOO_LONG, port))?.code, 'EMSGSIZE');
  await sendOne(socket, 'x', port, '::1');
  await sendMany(socket, ['fine', TOO_LONG, 'fine'], { port });
  await sendMany(socket, Buffer.alloc(10), { segmentSize: 5, port, address: '::1' });
  // Nobody awaits this one.
  socket.send('x', port, '255.255.255.255');
  const { datagramsFailed } = socket.stats();
  await sendOne(socket, 'fine', port);
  assert.deepEqual(codes(all), datagramsFailed);
  assert.deepEqual(datagramsFailed, { EMSGSIZE: 2, EINVAL: 3, EACCES: 1 });
  for (const { socket: of, error, ...others } of all) {
    assert.equal(of, socket);
    assert.equal(error?.syscall, 'send');
    assert.deepEqual(others, {});
  }
});

socketTest('a read that fails is told before the event', async (sockets) => {
  const all = record(sockets);
  const gone = sockets.bound();
  const socket = sockets.connectedTo(gone);
  await gone[Symbol.asyncDispose]();
  socket.send('x');
  const [error] = (await once(socket, 'error')) as [Error];
  assert.deepEqual(
    all.map((told) => told.error),
    [error],
  );
});

socketTest('what ICMP says is told as the event tells it', async (sockets) => {
  const all = record(sockets);
  const gone = sockets.bound();
  const { port } = gone.address();
  await gone[Symbol.asyncDispose]();
  const socket = sockets.bound({ type: 'udp4', icmpErrors: true });
  socket.send('x', port, '127.0.0.1');
  const [icmpError] = (await once(socket, 'icmpError')) as [IcmpError];
  assert.deepEqual(all, [{ socket, icmpError }]);
  assert.equal(icmpError.port, port);
});

socketTest('names that can not be looked up are not told', async (sockets) => {
  const all = record(sockets);
  const socket = sockets.bound({
    type: 'udp4',
    lookup: (_name, _options, callback) => callback(new Error('no such host'), '', 4),
  });
  assert.equal((await sendOne(socket, 'x', 9, 'nowhere'))?.message, 'no such host');
  assert.deepEqual(all, []);
});

faultTest(
  'what fails after it has waited is told',
  ['sendmmsg:error=EAGAIN:when=1', 'sendmsg:error=EACCES:when=1'],
  ({ fast, print, require }) => {
    const channels =
      require('node:diagnostics_channel') as typeof import('node:diagnostics_channel');
    channels.subscribe('fast-dgram.error', (told) => {
      print('told', (told as { error: Error }).error.message);
    });
    // Of different lengths, or they would leave as one message; the last finds no room to wait.
    const socket = fast.createSocket({ type: 'udp4', maxSendQueueSize: 3 });
    let left = 3;
    socket.bind(0, '127.0.0.1', () => {
      for (const text of ['aa', 'b', 'ccc']) {
        socket.send(text, socket.address().port, '127.0.0.1', (error) => {
          print(text, (error as NodeJS.ErrnoException | null)?.code);
          left -= 1;
          if (left === 0) socket.close();
        });
      }
    });
  },
  [],
  ({ calls: _, lines, ...end }) => {
    const outcomes = ['aa EACCES', 'b undefined', 'ccc ENOBUFS'];
    printed({ lines: lines.sort(), ...end }, ...outcomes, 'told send EACCES', 'told send ENOBUFS');
  },
);

/** Sends ten datagrams, of which five fail, with a subscriber that does what it should not. */
function misbehave({ fast, print, require }: Tools, deed: 'throw' | 'close' | 'send'): void {
  const channels = require('node:diagnostics_channel') as typeof import('node:diagnostics_channel');
  process.on('uncaughtException', (error) => print('uncaught', error.message));
  const socket = fast.createSocket('udp4');
  let told = 0;
  channels.subscribe('fast-dgram.error', () => {
    told += 1;
    if (told > 1) return;
    if (deed === 'throw') throw new Error('from the subscriber');
    if (deed === 'close') socket.close();
    if (deed === 'send') socket.send('more', socket.address().port, '127.0.0.1');
  });
  const outcomes: string[] = [];
  let received = 0;
  socket.on('message', (message) => {
    received += 1;
    if (String(message) === 'more') print('received more');
    if (deed !== 'close' && received === (deed === 'send' ? 6 : 5)) socket.close();
  });
  socket.on('close', () => print(told, outcomes.join(' ')));
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address();
    for (let place = 0; place < 10; place += 1) {
      const address = place % 2 === 0 ? '255.255.255.255' : '127.0.0.1';
      socket.send('x', port, address, (error) => {
        outcomes.push(error === null ? 'sent' : `${(error as NodeJS.ErrnoException).code}`);
      });
    }
  });
}

const OUTCOMES = Array<string>(5).fill('EACCES sent').join(' ');
for (const [deed, ...lines] of [
  ['throw', 'uncaught from the subscriber', `5 ${OUTCOMES}`],
  ['close', `5 ${OUTCOMES}`],
  ['send', 'received more', `5 ${OUTCOMES}`],
] as const) {
  socketTest(`a subscriber to errors may ${deed}: no datagram's outcome changes`, async () => {
    printed(await run({}, misbehave, deed), ...lines);
  });
}
