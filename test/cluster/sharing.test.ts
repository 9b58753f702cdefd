import test from 'node:test';
import { processScenario } from '../support/child';
import { nodeHas } from '../support/dgram';
import { printed } from '../support/expect';
import { freePort } from '../support/ports';
import { run } from '../support/program';

processScenario(
  'the primary hears of a worker that listens, with its address',
  (dgram, require) => {
    const cluster = require('node:cluster') as typeof import('node:cluster').default;
    if (cluster.isPrimary) {
      cluster.on('listening', (_worker, where) => {
        const { address, addressType, port } = where;
        console.log('listening', address, addressType, Reflect.get(where, 'fd'), port > 0);
      });
      const worker = cluster.fork();
      worker.on('message', () => worker.kill());
      worker.on('exit', () => console.log('exit'));
      return;
    }
    const socket = dgram.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => setImmediate(() => process.send?.('bound')));
  },
);

processScenario('a datagram reaches exactly one of the workers', (dgram, require) => {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  if (cluster.isPrimary) {
    const heard: string[] = [];
    const client = dgram.createSocket('udp4');
    let listening = 0;
    cluster.on('listening', (_worker, { port }) => {
      listening += 1;
      if (listening < 3) return;
      for (let place = 10; place < 40; place += 1) client.send(`${place}`, port, '127.0.0.1');
    });
    for (let count = 0; count < 3; count += 1) {
      const worker = cluster.fork();
      worker.on('message', (message: string) => {
        heard.push(message);
        if (heard.length < 30) return;
        console.log(heard.sort().join());
        client.close();
        for (const other of Object.values(cluster.workers ?? {})) other?.kill();
      });
    }
    return;
  }
  const socket = dgram.createSocket('udp4');
  socket.on('message', (message) => process.send?.(String(message)));
  socket.bind(0, '127.0.0.1');
});

processScenario('a worker that closes leaves the socket of the other alone', (dgram, require) => {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  if (cluster.isPrimary) {
    const first = cluster.fork();
    first.on('message', (port: number | string) => {
      if (typeof port === 'string') {
        console.log('first hears', port);
        first.kill();
        return;
      }
      const second = cluster.fork();
      second.on('message', (other: number) => {
        console.log('shared', port === other);
        second.send('close');
      });
      second.on('exit', (code) => {
        console.log('exit', code);
        const client = dgram.createSocket('udp4');
        client.send('you', port, '127.0.0.1', () => client.close());
      });
    });
    return;
  }
  const socket = dgram.createSocket('udp4');
  socket.on('message', (message) => process.send?.(String(message)));
  socket.bind(0, '127.0.0.1', () => process.send?.(socket.address().port));
  process.on('message', () => socket.close(() => process.disconnect()));
});

processScenario('an unreferenced shared socket lets its worker end', (dgram, require) => {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  if (cluster.isPrimary) {
    cluster.fork().on('exit', (code, signal) => console.log('exit', code, signal));
    return;
  }
  const socket = dgram.createSocket('udp4');
  socket.unref();
  socket.bind(0, '127.0.0.1', () => setImmediate(() => process.disconnect()));
});

processScenario('closing before the primary has answered is no error', (dgram, require) => {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  if (cluster.isPrimary) {
    cluster.fork().on('exit', (code, signal) => console.log('exit', code, signal));
    return;
  }
  const socket = dgram.createSocket('udp4');
  socket.on('listening', () => console.log('never'));
  socket.bind(0, '127.0.0.1');
  // The first tick asks the primary; its answer cannot have come by the second.
  const close = (): void => {
    socket.close(() => {
      console.log('closed');
      setImmediate(() => process.disconnect());
    });
  };
  process.nextTick(() => process.nextTick(close));
});

processScenario(
  'shared sockets of different options and addresses are different',
  (dgram, require) => {
    const cluster = require('node:cluster') as typeof import('node:cluster').default;
    if (cluster.isPrimary) {
      const worker = cluster.fork();
      worker.on('message', (line: string) => {
        console.log(line);
        worker.kill();
      });
      return;
    }
    const ports: number[] = [];
    const families: string[] = [];
    for (const [type, address] of [
      ['udp4', '127.0.0.1'],
      ['udp4', '127.0.0.2'],
      ['udp6', '::1'],
    ] as const) {
      const socket = dgram.createSocket({ type, reuseAddr: true });
      socket.bind(0, address, () => {
        ports.push(socket.address().port);
        families.push(`${socket.address().family} ${socket.address().address}`);
        if (ports.length === 3) process.send?.(`${families.sort().join()} ${ports.length}`);
      });
    }
  },
);

const reuses = nodeHas('reusePort');
test('workers with reusePort have sockets of their own on one port', {
  skip: reuses ? false : 'node:dgram of this Node has no reusePort',
}, async () => {
  const port = await freePort('127.0.0.1');
  const outcome = await run(
    {},
    ({ dgram, require, print }, shared) => {
      const cluster = require('node:cluster') as typeof import('node:cluster').default;
      if (cluster.isPrimary) {
        let heard = 0;
        cluster.on('listening', () => print('never: nothing is shared'));
        for (const library of ['fast-dgram', 'node:dgram', 'fast-dgram']) {
          cluster.fork({ DGRAM: library }).on('message', (message) => {
            print(message);
            heard += 1;
            if (heard === 3) cluster.disconnect();
          });
        }
        return;
      }
      const library = dgram(process.env.DGRAM as 'fast-dgram');
      const socket = library.createSocket({ type: 'udp4', reusePort: true });
      socket.on('error', (error) => process.send?.(error.message));
      socket.bind(shared, '127.0.0.1', () => {
        process.send?.(`bound ${socket.address().port === shared}`);
        process.on('disconnect', () => socket.close());
      });
    },
    port,
  );
  printed(outcome, 'bound true', 'bound true', 'bound true');
});
