import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { once } from 'node:events';
import test from 'node:test';
import { run, type Tools } from '../support/program';
import { sendTrain, TRAIN } from '../support/train';

/** A socket of this process and its descriptor, which a child inherits as number 3. */
async function donor(): Promise<{ socket: dgram.Socket; descriptor: number; sizes: number[] }> {
  const socket = dgram.createSocket('udp4');
  const sizes: number[] = [];
  socket.on('message', (message) => sizes.push(message.length));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const symbol = Object.getOwnPropertySymbols(socket).find(
    (key) => key.description === 'state symbol',
  );
  const { handle } = Reflect.get(socket, symbol as symbol) as { handle: { fd: number } };
  return { socket, descriptor: handle.fd, sizes };
}

/** Takes descriptor 3 over and closes it. */
function takeAndClose({ fast, print }: Tools): void {
  const socket = fast.createSocket('udp4');
  socket.bind({ fd: 3 } as never, () => {
    print('took', socket.address().address);
    socket.close();
  });
}

/** Counted in bytes: a train that arrives uncut is complete, and then told from datagrams. */
function isComplete(sizes: readonly number[]): boolean {
  return sizes.reduce((sum, size) => sum + size, 0) >= TRAIN.count * TRAIN.size;
}

async function arrived(socket: dgram.Socket, sizes: readonly number[]): Promise<void> {
  while (!isComplete(sizes)) await once(socket, 'message');
}

test('a reader of the same descriptor gets single datagrams after it was taken over', async () => {
  const { socket, descriptor, sizes } = await donor();
  const outcome = await run({ descriptors: [descriptor] }, takeAndClose);
  assert.deepEqual(outcome.lines, ['took 127.0.0.1'], outcome.errors.join('\n'));
  await sendTrain(socket.address().port);
  await arrived(socket, sizes);
  assert.deepEqual(
    sizes,
    Array.from({ length: TRAIN.count }, () => TRAIN.size),
  );
  socket.close();
});

test('a descriptor of the process is taken over in a worker thread', async () => {
  const { socket, descriptor, sizes } = await donor();
  const outcome = await run({ descriptors: [descriptor] }, ({ require, print }) => {
    const { Worker, isMainThread } =
      require('node:worker_threads') as typeof import('node:worker_threads');
    if (isMainThread) {
      new Worker(__filename).on('exit', (code) => print('exit', code));
      return;
    }
    const { createSocket } = require('fast-dgram') as typeof import('fast-dgram');
    const taken = createSocket('udp4');
    taken.bind({ fd: 3 }, () => {
      print('took', taken.address().address);
      taken.close();
    });
  });
  assert.deepEqual(outcome.lines, ['took 127.0.0.1', 'exit 0'], outcome.errors.join('\n'));
  await sendTrain(socket.address().port);
  await arrived(socket, sizes);
  assert.deepEqual(new Set(sizes), new Set([TRAIN.size]));
  socket.close();
});

test('two readers of one descriptor share a train in single datagrams', async () => {
  const { socket, descriptor, sizes } = await donor();
  const { port } = socket.address();
  const all: number[] = sizes;
  const complete = new Promise<void>((resolve) => {
    socket.on('message', () => {
      if (isComplete(all)) resolve();
    });
    void run(
      {
        descriptors: [descriptor, 'ipc'],
        started: (child) => {
          child.on('message', (message) => {
            if (message === 'ready') void sendTrain(port);
            else all.push(message as number);
            if (isComplete(all)) resolve();
          });
          void complete.then(() => child.send('end'));
        },
      },
      ({ fast }) => {
        const taken = fast.createSocket('udp4');
        taken.on('message', (message) => process.send?.(message.length));
        taken.bind({ fd: 3 } as never, () => process.send?.('ready'));
        process.on('message', () => taken.close(() => process.disconnect()));
      },
    ).then(() => socket.close());
  });
  await complete;
  assert.deepEqual(new Set(all), new Set([TRAIN.size]));
  await once(socket, 'close');
});

test('a descriptor that is taken over is closed with its socket', async () => {
  const { socket, descriptor } = await donor();
  const outcome = await run({ descriptors: [descriptor] }, ({ fast, print, require }) => {
    const { existsSync } = require('node:fs') as typeof import('node:fs');
    const isOpen = (): boolean => existsSync('/proc/self/fd/3');
    const taken = fast.createSocket('udp4');
    print(isOpen());
    taken.bind({ fd: 3 } as never, () => taken.close(() => print(isOpen())));
  });
  assert.deepEqual(outcome.lines, ['true', 'false'], outcome.errors.join('\n'));
  socket.close();
});

test('options that were set before a descriptor is taken over are its own', async () => {
  const { socket, descriptor } = await donor();
  const { lines, errors } = await run({ descriptors: [descriptor] }, ({ fast, print }) => {
    const taker = fast.createSocket('udp4');
    taker.setOption('ttl', 7);
    taker.bind({ fd: 3 } as never, () => {
      print('descriptor', taker.fd, 'hops', taker.getOption('ttl'));
      taker.close();
    });
  });
  socket.close();
  assert.deepEqual({ lines, errors }, { lines: ['descriptor 3 hops 7'], errors: [] });
});
