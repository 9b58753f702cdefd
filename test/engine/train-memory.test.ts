import test from 'node:test';
import { features } from 'fast-dgram';
import { printed } from '../support/expect';
import { run, type Tools } from '../support/program';

const { gso, gro } = features();
const skip = gso && gro ? false : 'this kernel has no trains';

/** Receives a train from each of two senders; for the second there is no memory at first. */
function twoTrains({ fast, print, require }: Tools): void {
  const threads = require('node:worker_threads') as typeof import('worker_threads');
  // What takes a train's memory also marks it.
  const { markAsUntransferable } = threads;
  let trains = 0;
  threads.markAsUntransferable = (memory) => {
    trains += 1;
    if (trains === 2) throw new RangeError('no memory');
    markAsUntransferable(memory);
  };
  process.on('uncaughtException', (error) => print(error.message));
  const receiver = fast.createSocket('udp4', (message, { port }) => {
    const text = String(message).trim();
    print(port === first.address().port ? 'first' : 'second', text);
    if (text === 'b4') for (const socket of [first, second, receiver]) socket.close();
  });
  const [first, second] = [fast.createSocket('udp4'), fast.createSocket('udp4')];
  const { port } = receiver.bindSync({ address: '127.0.0.1' });
  const to = { port, address: '127.0.0.1', segmentSize: 65 };
  // Shorter ones have memory of their own.
  const train = (name: string): string =>
    [1, 2, 3, 4].map((place) => `${name}${place}`.padEnd(to.segmentSize)).join('');
  first.bindSync({ address: '127.0.0.1' });
  second.bindSync({ address: '127.0.0.1' });
  first.sendMany(train('a'), to);
  second.sendMany(train('b'), to);
}

test('a train without memory loses one datagram, and the others are its own', {
  skip,
}, async () => {
  const ofFirst = ['first a1', 'first a2', 'first a3', 'first a4'];
  printed(await run({}, twoTrains), ...ofFirst, 'no memory', 'second b2', 'second b3', 'second b4');
});
