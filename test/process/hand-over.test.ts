import test from 'node:test';
import { IMPLEMENTATIONS, type Implementation } from '../support/dgram';
import { printed } from '../support/expect';
import { run, type Tools } from '../support/program';

/**
 * Parent or child gives its socket, which has received before, to the other, closes its own, and
 * sends a train to it.
 */
function handOver(
  { require, dgram, print, fast }: Tools,
  parentGives: boolean,
  giver: Implementation,
  taker: Implementation,
): void {
  const { fork } = require('node:child_process') as typeof import('node:child_process');
  const isParent = process.argv[2] !== 'child';
  const peer = (isParent ? fork(__filename, ['child']) : process) as NodeJS.Process;
  const tell = (message: unknown, socket?: object): void => {
    peer.send?.(message, socket as never);
  };

  if (isParent === parentGives) {
    const client = fast.createSocket('udp4');
    client.on('message', (message) => {
      print('answer', String(message));
      client.close();
    });
    const socket = dgram(giver).createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      socket.once('message', () => tell('socket', socket));
      client.bind(0, '127.0.0.1', () => {
        for (const text of ['1', '2']) client.send(text, socket.address().port, '127.0.0.1');
      });
    });
    peer.on('message', (message) => {
      const { port } = socket.address();
      if (message !== 'ready') return;
      socket.close(() => {
        for (let place = 0; place < 20; place += 1) {
          client.send(Buffer.alloc(100, place), port, '127.0.0.1');
        }
        client.send('question', port, '127.0.0.1');
        peer.disconnect?.();
      });
    });
  } else {
    if (taker === 'fast-dgram') require('fast-dgram/register');
    peer.on('message', (_message, received) => {
      const socket = received as unknown as InstanceType<typeof fast.Socket>;
      print('taker has a socket of', taker, socket.constructor === dgram(taker).Socket);
      print(socket.type, socket.address().address);
      const places: (number | undefined)[] = [];
      socket.on('message', (message, { port, address }) => {
        if (message.length === 1) return;
        if (message.length === 100) places.push(message[0]);
        else {
          print(places.join(' '), String(message));
          socket.send('pleased', port, address, () => socket.close());
        }
      });
      tell('ready');
    });
  }
}

for (const parentGives of [true, false]) {
  for (const giver of IMPLEMENTATIONS) {
    for (const taker of IMPLEMENTATIONS) {
      const [from, to] = parentGives ? ['parent', 'child'] : ['child', 'parent'];
      test(`a ${from} on ${giver} gives its socket to a ${to} on ${taker}`, async () => {
        const places = Array.from({ length: 20 }, (_, place) => place).join(' ');
        printed(
          await run({}, handOver, parentGives, giver, taker),
          `taker has a socket of ${taker} true`,
          'udp4 127.0.0.1',
          `${places} question`,
          'answer pleased',
        );
      });
    }
  }
}

test('a socket that was handed over is read by both until one closes it', async () => {
  const outcome = await run({}, ({ fast, require, print }) => {
    const { fork } = require('node:child_process') as typeof import('node:child_process');
    if (process.argv[2] === 'child') {
      process.on('message', (_message, received) => {
        const socket = received as unknown as InstanceType<typeof fast.Socket>;
        socket.close(() => process.disconnect());
      });
      return;
    }
    const child = fork(__filename, ['child']);
    const socket = fast.createSocket('udp4');
    socket.on('message', (message) => {
      print(String(message));
      socket.close();
    });
    socket.bind(0, '127.0.0.1', () => child.send('socket', socket as never));
    child.on('exit', () => socket.send('still there', socket.address().port, '127.0.0.1'));
  });
  printed(outcome, 'still there');
});
