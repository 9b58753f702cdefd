import assert from 'node:assert/strict';
import { printed } from '../support/expect';
import { faultTest } from '../support/fault';
import { freePort } from '../support/ports';
import type { Tools } from '../support/program';

const COUNT = 6;

/** Sends to itself and to a closed port by turns, and shows what becomes of each datagram. */
function alternate({ fast, print }: Tools, count: number, closed: number): void {
  const socket = fast.createSocket({ type: 'udp4', icmpErrors: true });
  const { port } = socket.bindSync({ address: '127.0.0.1' });
  const arrived: string[] = [];
  const told: string[] = [];
  let errors = 0;
  const settle = (): void => {
    if (arrived.length < count || told.length < 2 * count || errors === 0) return;
    print('arrived', ...arrived);
    print('told', ...new Set(told));
    print(JSON.stringify(socket.stats().datagramsFailed), socket.stats().datagramsBlocked);
    socket.close();
  };
  socket.on('error', ({ message }) => print('error', message));
  socket.on('icmpError', () => {
    errors += 1;
    settle();
  });
  socket.on('message', (message) => {
    arrived.push(String(message));
    settle();
  });
  for (let place = 0; place < count; place += 1) {
    for (const to of [port, closed]) {
      socket.send(`${place}`, { port: to }, (error) => {
        told.push((error as NodeJS.ErrnoException | null)?.code ?? 'sent');
        settle();
      });
    }
  }
}

const ARRIVED = `arrived ${Array.from({ length: COUNT }, (_, place) => place).join(' ')}`;

/** Nobody listens there: below what the kernel gives away. */
const closed = freePort('127.0.0.1');

void closed.then((port) => {
  for (const [name, rules, blocked] of [
    ['that wait for the kernel', ['sendmmsg:error=EAGAIN:when=1'], 2 * COUNT],
    ['behind others that wait', ['sendmmsg:error=EAGAIN:when=2'], undefined],
    ['whose call is told of an earlier one', ['sendmmsg:error=ECONNREFUSED:when=1..3'], 0],
    ['whose call is told so many times', ['sendmmsg:error=EHOSTUNREACH:when=1..7'], 0],
    ['whose read is told of one', ['recvmmsg:error=ECONNREFUSED:when=1..3'], 0],
  ] as const) {
    faultTest(
      `no datagram pays for an ICMP error, of those ${name}`,
      rules,
      alternate,
      [COUNT, port],
      ({ calls, ...outcome }) => {
        const [, , failed = ''] = outcome.lines;
        assert.match(failed, blocked === undefined ? /^\{\} [1-9]/ : new RegExp(`^{} ${blocked}$`));
        printed(outcome, ARRIVED, 'told sent', failed);
        assert.ok(calls.some((call) => call.includes('INJECTED')));
      },
    );
  }
});

faultTest(
  'an error that stays is told after all: it is not of ICMP',
  ['sendmsg:error=EPERM:when=1+'],
  ({ fast, print }) => {
    const socket = fast.createSocket({ type: 'udp4', icmpErrors: true });
    const { port } = socket.bindSync({ address: '127.0.0.1' });
    socket.send('x', { port }, (error) => {
      print((error as NodeJS.ErrnoException).code, JSON.stringify(socket.stats().datagramsFailed));
      socket.close();
    });
  },
  [],
  ({ calls: _, ...outcome }) => printed(outcome, 'EPERM {"EPERM":1}'),
);
