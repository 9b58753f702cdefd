import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { createSocket, type Socket } from 'fast-dgram';
import { processScenario } from '../support/child';
import { printed } from '../support/expect';
import { run, type Tools } from '../support/program';

/** More wake-ups than make a socket busy. */
const MANY = 20;

function bound(): { socket: Socket; port: number } {
  const socket = createSocket('udp4');
  return { socket, port: socket.bindSync({ address: '127.0.0.1' }).port };
}

test('sockets go on receiving when they become busy', async () => {
  const receivers = Array.from({ length: 100 }, bound);
  const { socket: sender } = bound();
  for (let round = 0; round < MANY; round += 1) {
    const arrivals = receivers.map(({ socket }) => once(socket, 'message'));
    receivers.forEach(({ port }, place) => {
      sender.send(`${round} to ${place}`, port, '127.0.0.1');
    });
    const messages = (await Promise.all(arrivals)).map(([message]) => String(message));
    assert.deepEqual(
      messages,
      receivers.map((_, place) => `${round} to ${place}`),
    );
  }
  for (const { socket } of [...receivers, { socket: sender }]) socket.close();
});

/** Each is longer than the one before, so that none are segments of one message. */
const LENGTHS = Array.from({ length: 64 }, (_, place) => place + 1);

test('a socket that sends many messages at a time goes on receiving', async () => {
  const { socket, port } = bound();
  for (let round = 0; round < MANY; round += 1) {
    const heard: number[] = [];
    const all = new Promise<void>((resolve) => {
      socket.on('message', (_, { size }) => {
        if (heard.push(size) === LENGTHS.length) resolve();
      });
    });
    for (const length of LENGTHS) socket.send('x'.repeat(length), port, '127.0.0.1');
    await all;
    assert.deepEqual(heard, LENGTHS);
    socket.removeAllListeners('message');
  }
  socket.close();
});

/** A busy socket sends to itself after somebody has closed its descriptor. */
async function sendsWithoutDescriptor(
  { fast, print, require }: Tools,
  isReused: boolean,
  lengths: number[],
  rounds: number,
): Promise<void> {
  const fs = require('node:fs') as typeof import('fs');
  const sockets = () =>
    fs.readdirSync('/proc/self/fd').filter((name) => {
      try {
        return fs.readlinkSync(`/proc/self/fd/${name}`).startsWith('socket:');
      } catch {
        return false;
      }
    });
  const before = sockets();
  const socket = fast.createSocket('udp4');
  const { port } = socket.bindSync({ address: '127.0.0.1' });
  const descriptor = Number(sockets().find((name) => !before.includes(name)));
  for (let round = 0; round < rounds; round += 1) {
    await new Promise((resolve) => {
      socket.once('message', resolve);
      socket.send('busy', port, '127.0.0.1');
    });
  }
  fs.closeSync(descriptor);
  if (isReused) print(fs.openSync(process.execPath, 'r') === descriptor);
  const codes = await Promise.all(
    lengths.map(
      (length) =>
        new Promise<string | undefined>((resolve) => {
          socket.send('x'.repeat(length), port, '127.0.0.1', (error) =>
            resolve((error as NodeJS.ErrnoException | null)?.code),
          );
        }),
    ),
  );
  print(codes.length, [...new Set(codes)].join());
  // The loop has turned: nothing polls the descriptor.
  setImmediate(() => setImmediate(() => print('alive')));
}

test('a socket whose descriptor somebody closed is told so by each of many sends', async () => {
  const outcome = await run({}, sendsWithoutDescriptor, false, LENGTHS, MANY);
  printed(outcome, '64 EBADF', 'alive');
});

test("a socket whose descriptor's number is another file's is told so, too", async () => {
  const outcome = await run({}, sendsWithoutDescriptor, true, LENGTHS, MANY);
  printed(outcome, 'true', '64 ENOTSOCK', 'alive');
});

test('a socket that is closed while others are served hears nothing, nor does its successor', async () => {
  const sockets = Array.from({ length: 10 }, bound);
  const { socket: sender } = bound();
  const heard: number[] = [];
  const successors: Socket[] = [];
  let opened: () => void;
  const done = new Promise<void>((resolve) => {
    opened = resolve;
  });
  sockets.forEach(({ socket }, place) => {
    socket.on('message', () => {
      heard.push(place);
      for (const other of sockets) if (other.socket !== socket) other.socket.close();
      for (let count = 1; count < sockets.length; count += 1) {
        const successor = bound().socket;
        successor.on('message', () => heard.push(-1));
        successors.push(successor);
      }
      setImmediate(() => setImmediate(opened));
    });
  });
  for (const { port } of sockets) sender.send('to each', port, '127.0.0.1');
  await done;
  assert.equal(heard.length, 1);
  const survivor = sockets[heard[0] as number]?.socket as Socket;
  for (const socket of [sender, survivor, ...successors]) socket.close();
});

test('a busy socket that is closed in its own listener hears nothing more', async () => {
  const { socket, port } = bound();
  const { socket: sender } = bound();
  for (let round = 0; round < MANY; round += 1) {
    sender.send('one by one', port, '127.0.0.1');
    await once(socket, 'message');
  }
  let heard = 0;
  socket.on('message', () => {
    heard += 1;
    socket.close();
  });
  for (const length of [1, 2, 3]) sender.send('x'.repeat(length), port, '127.0.0.1');
  await once(socket, 'close');
  assert.equal(heard, 1);
  sender.close();
});

processScenario('a busy socket that is unreferenced lets the process end', (dgram) => {
  const socket = dgram.createSocket('udp4');
  const client = dgram.createSocket('udp4').unref();
  let heard = 0;
  socket.on('message', () => {
    heard += 1;
    if (heard < 20) client.send('again', socket.address().port, '127.0.0.1');
    else socket.unref();
  });
  process.on('exit', (code) => console.log('exit', code, heard));
  socket.bind(0, '127.0.0.1', () => {
    client.send('first', socket.address().port, '127.0.0.1');
  });
});

processScenario('a busy socket that is referenced again keeps the process alive', (dgram) => {
  const socket = dgram.createSocket('udp4').unref();
  const client = dgram.createSocket('udp4').ref();
  let heard = 0;
  socket.on('message', () => {
    heard += 1;
    if (heard < 20) {
      client.send('again', socket.address().port, '127.0.0.1');
    } else if (heard === 20) {
      socket.ref();
      client.send('last', socket.address().port, '127.0.0.1', () => client.close());
    } else {
      socket.close();
    }
  });
  process.on('exit', (code) => console.log('exit', code, heard));
  socket.bind(0, '127.0.0.1', () => {
    client.send('first', socket.address().port, '127.0.0.1');
  });
});
