import test from 'node:test';
import { printed } from '../support/expect';
import { run } from '../support/program';

test('terminating worker threads in the middle of traffic leaks no descriptor', async () => {
  const outcome = await run({}, ({ fast, print, require }) => {
    const { Worker, isMainThread, parentPort } =
      require('node:worker_threads') as typeof import('node:worker_threads');
    if (!isMainThread) {
      const sockets = [0, 1, 2, 3].map(() => fast.createSocket('udp4'));
      const ports: number[] = [];
      for (const socket of sockets) {
        socket.on('message', (message, { port }) => {
          for (let copy = 0; copy < 3; copy += 1) socket.send(message, port, '127.0.0.1', () => {});
        });
        socket.bind(0, '127.0.0.1', () => {
          ports.push(socket.address().port);
          if (ports.length === sockets.length) parentPort?.postMessage(ports);
        });
      }
      return;
    }
    const { readdirSync, readlinkSync } = require('node:fs') as typeof import('node:fs');
    const { once } = require('node:events') as typeof import('node:events');
    const socketsOpen = (): number =>
      readdirSync('/proc/self/fd').filter((name) => {
        try {
          return readlinkSync(`/proc/self/fd/${name}`).startsWith('socket:');
        } catch {
          return false;
        }
      }).length;
    const client = fast.createSocket('udp4');
    const round = async (): Promise<void> => {
      const worker = new Worker(__filename);
      const [ports] = (await once(worker, 'message')) as [number[]];
      const answered = once(client, 'message');
      for (let place = 0; place < 200; place += 1) {
        client.send(`datagram ${place}`, ports[place % ports.length], '127.0.0.1');
      }
      await answered;
      await worker.terminate();
    };
    client.bind(0, '127.0.0.1', async () => {
      await round();
      const before = socketsOpen();
      for (let count = 0; count < 25; count += 1) await round();
      print('more', socketsOpen() - before);
      client.close();
    });
  });
  printed(outcome, 'more 0');
});

test('terminating worker threads that are just starting does no harm', async () => {
  const outcome = await run({}, ({ fast, print, require }) => {
    const { Worker, isMainThread } =
      require('node:worker_threads') as typeof import('node:worker_threads');
    if (!isMainThread) {
      for (let count = 0; count < 10; count += 1) {
        const socket = fast.createSocket('udp4');
        socket.send('x', 9, '127.0.0.1');
        fast.createSocket('udp4').bind(0, '127.0.0.1');
      }
      return;
    }
    void (async () => {
      for (let count = 0; count < 20; count += 1) {
        const worker = new Worker(__filename);
        // Each a little later in its start than the one before.
        for (let turn = 0; turn < count * 20; turn += 1) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        await worker.terminate();
      }
      print('done');
    })();
  });
  printed(outcome, 'done');
});

test('a process exits in the middle of the traffic of its worker threads', async () => {
  const outcome = await run({}, ({ fast, print, require }) => {
    const { Worker, isMainThread, parentPort } =
      require('node:worker_threads') as typeof import('node:worker_threads');
    const socket = fast.createSocket('udp4');
    if (!isMainThread) {
      socket.on('message', (message, { port }) => socket.send(message, port, '127.0.0.1'));
      socket.bind(0, '127.0.0.1', () => parentPort?.postMessage(socket.address().port));
      return;
    }
    let heard = 0;
    socket.on('message', (message, { port }) => {
      heard += 1;
      if (heard === 500) {
        print('enough');
        process.exit(0);
      }
      socket.send(message, port, '127.0.0.1');
    });
    for (let count = 0; count < 3; count += 1) {
      new Worker(__filename).on('message', (port: number) => {
        for (let place = 0; place < 20; place += 1) socket.send(`${place}`, port, '127.0.0.1');
      });
    }
  });
  printed(outcome, 'enough');
});
