import type { SocketType } from 'node:dgram';
import { printed } from '../support/expect';
import type { Tools } from '../support/program';
import { isLong } from './support/extent';
import { familiesTest, networkTest } from './support/network';

const LOOPBACK = { udp4: '127.0.0.1', udp6: '::1' } as const;

/** Nobody listens there. */
const CLOSED = 9;

/** Ways to send datagrams to a live and to a closed port in one tick. */
type Way = 'send' | 'runs' | 'sendMany' | 'segments';

/**
 * Sends datagrams to a live port and to a closed one, by turns, and shows: what callbacks were
 * told, what arrived, how many errors there were and of which kind.
 */
async function alternate(
  { fast, print }: Tools,
  type: SocketType,
  address: string,
  closed: number,
  way: Way,
): Promise<void> {
  const COUNT = 40;
  const live = fast.createSocket(type);
  const { port } = live.bindSync({ address });
  const socket = fast.createSocket({ type, icmpErrors: true });
  socket.bindSync({ address });
  socket.on('error', ({ message }) => print('error', message));
  const arrived: string[] = [];
  const told = new Map<string, number>();
  const kinds = new Set<string>();
  let errors = 0;
  let left = 0;
  let settle = (): void => {};
  const done = new Promise<void>((resolve) => {
    settle = () => {
      if (left === 0 && arrived.length === COUNT && errors > 0) resolve();
    };
  });
  const tell = (error: Error | null, count: number): void => {
    left -= 1;
    const outcome = `${(error as NodeJS.ErrnoException | null)?.code ?? 'sent'} ${count}`;
    told.set(outcome, (told.get(outcome) ?? 0) + 1);
    settle();
  };
  live.on('message', (message) => {
    arrived.push(String(message));
    settle();
  });
  socket.on('icmpError', (error) => {
    errors += 1;
    kinds.add(`${error.code} ${error.address === address} ${error.port === closed}`);
    settle();
  });
  const ports = [port, closed];
  const texts = Array.from({ length: COUNT }, (_, place) => `${100 + place}`);
  if (way === 'sendMany') {
    left = 1;
    const all = texts.flatMap((message) => ports.map((to) => ({ message, port: to, address })));
    socket.sendMany(all, tell);
  } else if (way === 'segments') {
    left = 20;
    for (let burst = 0; burst < 10; burst += 1) {
      const message = texts.slice(4 * burst, 4 * burst + 4).join('');
      for (const to of ports) {
        socket.sendMany(message, { port: to, address, segmentSize: 3 }, tell);
      }
    }
  } else {
    left = 2 * COUNT;
    const run = way === 'runs' ? 4 : 1;
    for (let first = 0; first < COUNT; first += run) {
      for (const to of ports) {
        for (const text of texts.slice(first, first + run)) socket.send(text, to, address, tell);
      }
    }
  }
  await done;
  print(...arrived);
  print(JSON.stringify([...told]), JSON.stringify([...kinds]));
  print(JSON.stringify(socket.stats().datagramsFailed));
  live.close();
  socket.close();
}

const TOLD: Readonly<Record<Way, readonly [outcome: string, count: number]>> = {
  send: ['sent 3', 80],
  runs: ['sent 3', 80],
  sendMany: ['sent 80', 1],
  segments: ['sent 4', 20],
};

for (const way of ['send', 'runs', 'sendMany', 'segments'] as const) {
  familiesTest(
    `no datagram pays for what became of those before it: ${way}`,
    async (network, type) => {
      const host = await network.host();
      const outcome = await host.run(alternate, type, LOOPBACK[type], CLOSED, way);
      const texts = Array.from({ length: 40 }, (_, place) => `${100 + place}`);
      const kinds = JSON.stringify(['ECONNREFUSED true true']);
      printed(outcome, texts.join(' '), `${JSON.stringify([TOLD[way]])} ${kinds}`, '{}');
    },
    { quick: way === 'runs' || way === 'segments' },
  );
}

/**
 * Provokes so many errors, a few at a time, and shows what they cost: whether all were told, and
 * what the socket does once nothing is left to tell.
 */
async function provoke(
  { fast, print }: Tools,
  type: SocketType,
  address: string,
  closed: number,
  total: number,
): Promise<void> {
  const AT_A_TIME = 100;
  // A segmented send would be told of once.
  const socket = fast.createSocket({ type, icmpErrors: true, coalesce: false });
  const { port } = socket.bindSync({ address });
  socket.on('error', ({ message }) => print('error', message));
  let errors = 0;
  let failures = 0;
  let wake = (): void => {};
  socket.on('icmpError', () => {
    errors += 1;
    if (errors % AT_A_TIME === 0) wake();
  });
  const tell = (error: Error | null): void => {
    if (error !== null) failures += 1;
  };
  while (errors < total) {
    const drained = new Promise<void>((resolve) => {
      wake = resolve;
    });
    for (let place = 0; place < AT_A_TIME; place += 1) socket.send('x', closed, address, tell);
    await drained;
  }
  const turns = async (count: number): Promise<number> => {
    const before = socket.stats().wakeUps;
    for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
    return socket.stats().wakeUps - before;
  };
  // The last wake-up may be under way.
  await turns(2);
  print(errors, failures, `idle: ${await turns(100)}`);
  const received = new Promise((resolve) => socket.once('message', resolve));
  socket.send('still here', port, address);
  print(String(await received));
  socket.close();
}

const MANY = isLong ? 10_000 : 1000;

familiesTest(
  `${MANY} errors are all told, and then the socket rests and goes on`,
  async (network, type) => {
    const host = await network.host();
    const outcome = await host.run(provoke, type, LOOPBACK[type], CLOSED, MANY);
    printed(outcome, `${MANY} 0 idle: 0`, 'still here');
  },
  { quick: true },
);

networkTest('more errors than the kernel keeps are no other error', async (network) => {
  const host = await network.host();
  const outcome = await host.run(async ({ fast, print }, closed) => {
    const options = { icmpErrors: true, recvBufferSize: 1, coalesce: false };
    const socket = fast.createSocket({ type: 'udp4', ...options });
    const { port } = socket.bindSync({ address: '127.0.0.1' });
    socket.on('error', ({ message }) => print('error', message));
    let errors = 0;
    socket.on('icmpError', () => {
      errors += 1;
    });
    let sent = 0;
    const all: Promise<void>[] = [];
    for (let place = 0; place < 5000; place += 1) {
      all.push(
        new Promise((resolve) =>
          socket.send('x', closed, '127.0.0.1', (error) => {
            if (error === null) sent += 1;
            resolve();
          }),
        ),
      );
    }
    await Promise.all(all);
    // Errors that wait take the room of datagrams: the loop reads them first.
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    const received = new Promise((resolve) => socket.once('message', resolve));
    socket.send('still here', port, '127.0.0.1');
    print(String(await received), sent, errors > 0 && errors < 5000);
    socket.close();
  }, CLOSED);
  printed(outcome, 'still here 5000 true');
});
