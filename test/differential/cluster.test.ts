import { processScenario } from '../support/child';

// Surprise 13: in a cluster, sharing is the default.
processScenario('workers share a port by default', (dgram, require) => {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  if (cluster.isPrimary) {
    const ports: number[] = [];
    for (let index = 0; index < 2; index += 1) {
      cluster.fork().on('message', (port) => {
        ports.push(port);
        if (ports.length < 2) return;
        console.log('one port for both', ports[0] === ports[1]);
        for (const worker of Object.values(cluster.workers ?? {})) worker?.kill();
      });
    }
    return;
  }
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => process.send?.(socket.address().port));
});

processScenario('a worker may ask for a port of its own', (dgram, require) => {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  if (cluster.isPrimary) {
    const owner = dgram.createSocket('udp4');
    owner.bind(0, '127.0.0.1', () => {
      const worker = cluster.fork();
      worker.on('online', () => worker.send(owner.address().port));
      worker.on('message', (outcome) => {
        console.log('outcome', outcome);
        worker.kill();
        owner.close();
      });
    });
    return;
  }
  process.on('message', (port: number) => {
    const shared = dgram.createSocket('udp4');
    shared.on('error', (error: NodeJS.ErrnoException) => {
      const exclusive = dgram.createSocket('udp4');
      exclusive.on('error', (second: NodeJS.ErrnoException) =>
        process.send?.([
          error.code,
          error.syscall,
          error.message.startsWith('bind EADDRINUSE 127.0.0.1:'),
          second.code,
        ]),
      );
      exclusive.bind({ port, address: '127.0.0.1', exclusive: true });
    });
    shared.bind(port, '127.0.0.1');
  });
});

processScenario('exclusive binds and implicit binds of workers share nothing', (dgram, require) => {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  if (cluster.isPrimary) {
    const all: number[] = [];
    let reports = 0;
    for (let index = 0; index < 2; index += 1) {
      cluster.fork().on('message', (ports: number[]) => {
        all.push(...ports);
        reports += 1;
        if (reports < 2) return;
        console.log('ports', all.length, 'different', new Set(all).size);
        for (const worker of Object.values(cluster.workers ?? {})) worker?.kill();
      });
    }
    return;
  }
  const exclusive = dgram.createSocket('udp4');
  exclusive.bind({ port: 0, address: '127.0.0.1', exclusive: true }, () => {
    const implicit = dgram.createSocket('udp4');
    implicit.send('x', 9, '127.0.0.1', () => {
      process.send?.([exclusive.address().port, implicit.address().port]);
    });
  });
});

processScenario('a group can be joined by one worker of a shared socket only', (dgram, require) => {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  if (cluster.isPrimary) {
    const outcomes: string[] = [];
    const fork = (): void => {
      cluster.fork().on('message', (outcome: string) => {
        outcomes.push(outcome);
        if (outcomes.length < 2) {
          fork();
          return;
        }
        console.log(outcomes.join(' then '));
        for (const worker of Object.values(cluster.workers ?? {})) worker?.kill();
      });
    };
    fork();
    return;
  }
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '0.0.0.0', () => {
    try {
      socket.addMembership('224.0.0.114', '127.0.0.1');
      process.send?.('joined');
    } catch (error) {
      process.send?.((error as NodeJS.ErrnoException).code);
    }
  });
});

processScenario('what one worker sends another reads on the shared socket', (dgram, require) => {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  if (cluster.isPrimary) {
    const worker = cluster.fork();
    worker.on('message', (port: number) => {
      const client = dgram.createSocket('udp4');
      client.on('message', (message, rinfo) => {
        console.log('answer', String(message), rinfo.port === port);
        client.close();
        worker.kill();
      });
      client.send('question', port, '127.0.0.1');
    });
    return;
  }
  const socket = dgram.createSocket('udp4');
  socket.on('message', (message, rinfo) => {
    socket.send(`answer to ${message}`, rinfo.port, rinfo.address);
  });
  socket.bind(0, '127.0.0.1', () => process.send?.(socket.address().port));
});
