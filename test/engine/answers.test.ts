import test from 'node:test';
import { printed } from '../support/expect';
import { run, type Tools } from '../support/program';

const COUNT = 20;
/** A busy machine makes quick listeners slow now and then, but not in so many rounds. */
const MANY = 1000;

/**
 * A server that answers so many questions of one wake-up, each from a socket of its own, so that
 * no train arrives; and as many again, in so many rounds or until the answers of one have left in
 * a single system call. Prints how many calls those of one round took at least.
 *
 * @param listenerTakes milliseconds for each question
 * @param isShared another reader of the server's descriptor may exist
 */
function answers(
  { fast, node, print }: Tools,
  count: number,
  rounds: number,
  listenerTakes: number,
  callbacks: boolean,
  isShared: boolean,
): void {
  const server = fast.createSocket('udp4', (question, { port, address }) => {
    const answer = `answer to ${question}`;
    if (callbacks) server.send(answer, port, address, () => {});
    else server.send(answer, port, address);
    for (const end = performance.now() + listenerTakes; performance.now() < end; );
  });
  const clients = Array.from({ length: count }, () => fast.createSocket('udp4'));
  let round = 0;
  let callsBefore = 0;
  let fewest = Number.POSITIVE_INFINITY;
  const received = new Set<string>();
  const ask = (): void => {
    const { port } = server.address();
    callsBefore = server.stats().sendCalls;
    received.clear();
    round++;
    clients.forEach((client, place) => {
      client.send(`question ${place} of ${round}`, port, '127.0.0.1');
    });
  };
  for (const client of clients) {
    client.bindSync({ address: '127.0.0.1' });
    client.on('message', (answer) => {
      if (received.add(String(answer)).size < count) return;
      fewest = Math.min(fewest, server.stats().sendCalls - callsBefore);
      if (round < rounds && fewest > 1) {
        ask();
      } else {
        print(fewest);
        for (const socket of [server, ...clients]) socket.close();
      }
    });
  }
  const takeHandle = (): void => {
    const key = Object.getOwnPropertySymbols(node.createSocket('udp4')).find(
      ({ description }) => description === 'state symbol',
    );
    Reflect.get(Reflect.get(server, key as symbol), 'handle');
  };
  server.bind(0, '127.0.0.1', () => {
    if (isShared) takeHandle();
    ask();
  });
}

test('answers to the datagrams of one wake-up leave in one system call', async () => {
  printed(await run({}, answers, COUNT, MANY, 0, false, false), '1');
});

test('so they do where others read from the descriptor, too', async () => {
  printed(await run({}, answers, COUNT, MANY, 0, false, true), '1');
});

test('answers do not wait for listeners that take long', async () => {
  printed(await run({}, answers, COUNT, 1, 1, false, false), `${COUNT}`);
  printed(await run({}, answers, COUNT, 1, 1, false, true), `${COUNT}`);
});

test('answers whose outcome is awaited leave in ticks of their own', async () => {
  printed(await run({}, answers, COUNT, 1, 0, true, false), `${COUNT}`);
});
