import assert from 'node:assert/strict';
import { faultTest, sends } from '../support/fault';
import type { Tools } from '../support/program';

const COUNT = 20;

/**
 * A server that answers so many questions of one wake-up, each from a socket of its own, so that
 * no train arrives. Its listener takes so long, in milliseconds.
 */
function answers(
  { fast, print }: Tools,
  count: number,
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
  server.bind(0, '127.0.0.1', () => {
    const { port } = server.address();
    clients.forEach((client, place) => {
      client.bindSync({ address: '127.0.0.1' });
      client.on('message', (answer) => {
        received.push(String(answer));
        if (received.length < count) return;
        print(received.length, new Set(received).size);
        for (const socket of [server, ...clients]) socket.close();
      });
      client.send(`question ${place}`, port, '127.0.0.1');
    });
  });
}

/** The system calls by which the answers left: those after the questions, of which each has one. */
function answering(calls: readonly string[]): string[] {
  return sends(calls).slice(COUNT);
}

faultTest(
  'answers to the datagrams of one wake-up leave in one system call',
  [],
  answers,
  [COUNT, 0, false],
  ({ lines, calls, errors }) => {
    assert.deepEqual({ lines, errors }, { lines: [`${COUNT} ${COUNT}`], errors: [] });
    // Under strace a call takes long: a few may be needed, but not one for each.
    assert.ok(answering(calls).length < COUNT / 2, answering(calls).join(', '));
  },
);

faultTest(
  'answers do not wait for listeners that take long',
  [],
  answers,
  [COUNT, 1, false],
  ({ lines, calls, errors }) => {
    assert.deepEqual({ lines, errors }, { lines: [`${COUNT} ${COUNT}`], errors: [] });
    assert.ok(answering(calls).length > COUNT / 3, answering(calls).join(', '));
  },
);

faultTest(
  'answers whose outcome is awaited leave in ticks of their own',
  [],
  answers,
  [COUNT, 0, true],
  ({ lines, calls, errors }) => {
    assert.deepEqual({ lines, errors }, { lines: [`${COUNT} ${COUNT}`], errors: [] });
    assert.deepEqual(answering(calls), Array(COUNT).fill('sendmsg'));
  },
);
