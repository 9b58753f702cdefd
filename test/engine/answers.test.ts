import assert from 'node:assert/strict';
import { faultTest, sends } from '../support/fault';
import type { Tools } from '../support/program';

const COUNT = 20;
/** Enough for listeners to become quick. */
const MANY = 50;

/**
 * A server that answers so many questions of one wake-up, each from a socket of its own, so that
 * no train arrives; and as many again, in so many rounds. Its listener takes so long, in
 * milliseconds.
 */
function answers(
  { fast, print }: Tools,
  count: number,
  rounds: number,
  listenerTakes: number,
  callbacks: boolean,
): void {
  const server = fast.createSocket('udp4', (question, { port, address }) => {
    const answer = `answer to ${question}`;
    if (callbacks) server.send(answer, port, address, () => {});
    else server.send(answer, port, address);
    for (const end = performance.now() + listenerTakes; performance.now() < end; );
  });
  const clients = Array.from({ length: count }, () => fast.createSocket('udp4'));
  const received: string[] = [];
  const ask = (round: number): void => {
    const { port } = server.address();
    clients.forEach((client, place) => {
      client.send(`question ${place} of ${round}`, port, '127.0.0.1');
    });
  };
  for (const client of clients) {
    client.bindSync({ address: '127.0.0.1' });
    client.on('message', (answer) => {
      received.push(String(answer));
      if (received.length % count > 0) return;
      if (received.length < count * rounds) {
        ask(received.length / count);
      } else {
        print(received.length, new Set(received).size);
        for (const socket of [server, ...clients]) socket.close();
      }
    });
  }
  server.bind(0, '127.0.0.1', () => ask(0));
}

/** The system calls by which answers left: the questions before have one each. */
function answering(calls: readonly string[]): string[] {
  return sends(calls).slice(COUNT);
}

faultTest(
  'answers to the datagrams of one wake-up leave in one system call',
  [],
  answers,
  [COUNT, MANY, 0, false],
  ({ lines, calls, errors }) => {
    const answered = COUNT * MANY;
    assert.deepEqual({ lines, errors }, { lines: [`${answered} ${answered}`], errors: [] });
    // Each question has a call of its own. A few answers may need one, but not each.
    const [questions, all] = [answered, sends(calls).length];
    assert.ok(all - questions < answered / 2, `${all - questions} calls`);
  },
);

faultTest(
  'answers do not wait for listeners that take long',
  [],
  answers,
  [COUNT, 1, 1, false],
  ({ lines, calls, errors }) => {
    assert.deepEqual({ lines, errors }, { lines: [`${COUNT} ${COUNT}`], errors: [] });
    assert.deepEqual(answering(calls), Array(COUNT).fill('sendmsg'));
  },
);

faultTest(
  'answers whose outcome is awaited leave in ticks of their own',
  [],
  answers,
  [COUNT, 1, 0, true],
  ({ lines, calls, errors }) => {
    assert.deepEqual({ lines, errors }, { lines: [`${COUNT} ${COUNT}`], errors: [] });
    assert.deepEqual(answering(calls), Array(COUNT).fill('sendmsg'));
  },
);
