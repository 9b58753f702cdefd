import assert from 'node:assert/strict';
import test from 'node:test';
import { IMPLEMENTATIONS, type Implementation } from '../support/dgram';
import { run, type Tools } from '../support/program';

/**
 * Two workers share a port and wait. The primary, which has loaded a library of its own, sends a
 * train and single datagrams there until both workers have heard some, and each reports what.
 */
function share(
  { dgram, require, print, fast }: Tools,
  primary: Implementation,
  workers: readonly Implementation[],
): void {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  if (cluster.isWorker) {
    const socket = dgram(process.env.DGRAM as Implementation).createSocket('udp4');
    socket.on('message', (message) => process.send?.([message.length, message[0]]));
    socket.bind(0, '127.0.0.1', () => process.send?.(socket.address().port));
    return;
  }
  const ports: number[] = [];
  const heard: [number, number][] = [];
  dgram(primary);
  const client = fast.createSocket('udp4');
  client.bind(0, '127.0.0.1', () => {
    for (const library of workers) {
      cluster.fork({ DGRAM: library }).on('message', (message: number | [number, number]) => {
        if (typeof message !== 'number') {
          heard.push(message);
          if (heard.reduce((sum, [length]) => sum + length, 0) < 2000) return;
          print(heard.every(([length]) => length === 100));
          print([...new Set(heard.map(([, place]) => place))].length, 'of', heard.length);
          client.close();
          cluster.disconnect();
          return;
        }
        ports.push(message);
        if (ports.length < workers.length) return;
        print(new Set(ports).size, 'port');
        for (let place = 0; place < 20; place += 1) {
          client.send(Buffer.alloc(100, place), ports[0], '127.0.0.1');
        }
      });
    }
  });
}

for (const primary of IMPLEMENTATIONS) {
  for (const workers of [
    ['fast-dgram', 'fast-dgram'],
    ['fast-dgram', 'node:dgram'],
    ['node:dgram', 'fast-dgram'],
  ] as const) {
    test(`workers on ${workers.join(' and ')} share a port, the primary on ${primary}`, async () => {
      const { lines, errors, code } = await run({}, share, primary, workers);
      assert.deepEqual(lines, ['1 port', 'true', '20 of 20'], errors.join('\n'));
      assert.deepEqual({ errors, code }, { errors: [], code: 0 });
    });
  }
}

test('a reader on node:dgram gets single datagrams when a worker on fast-dgram has closed', async () => {
  const { lines, errors } = await run({}, ({ dgram, require, print, fast }) => {
    const cluster = require('node:cluster') as typeof import('node:cluster').default;
    if (cluster.isWorker) {
      const socket = dgram(process.env.DGRAM as Implementation).createSocket('udp4');
      socket.on('message', (message) => process.send?.(message.length));
      socket.bind(0, '127.0.0.1', () => process.send?.({ port: socket.address().port }));
      process.on('message', () => socket.close(() => process.send?.('closed')));
      return;
    }
    const sizes: number[] = [];
    const node = cluster.fork({ DGRAM: 'node:dgram' });
    let shared = 0;
    node.on('message', (message: { port: number } | number) => {
      if (typeof message === 'number') {
        sizes.push(message);
        if (sizes.reduce((sum, size) => sum + size, 0) < 2000) return;
        print(sizes.join());
        cluster.disconnect();
        return;
      }
      shared = message.port;
      const other = cluster.fork({ DGRAM: 'fast-dgram' });
      other.on('message', (answer: string | { port: number }) => {
        if (typeof answer !== 'string') {
          other.send('close');
          return;
        }
        const client = fast.createSocket('udp4').unref();
        client.bind(0, '127.0.0.1', () => {
          for (let place = 0; place < 20; place += 1) {
            client.send(Buffer.alloc(100, place), shared, '127.0.0.1');
          }
        });
      });
    });
  });
  assert.deepEqual(lines, [Array(20).fill(100).join()], errors.join('\n'));
});
