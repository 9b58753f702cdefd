import { processScenario } from '../support/child';

/** What each of these programs does when it has forked itself, given the port to send to. */
processScenario('a datagram of a connected socket leaves before process.exit', (dgram, require) => {
  const { fork } = require('node:child_process') as typeof import('node:child_process');
  const [, , port] = process.argv;
  if (port === undefined) {
    const server = dgram.createSocket('udp4');
    server.on('message', (message) => {
      console.log('received', String(message));
      server.close();
    });
    server.bind(0, '127.0.0.1', () => {
      fork(__filename, [String(server.address().port)]);
    });
    return;
  }
  const client = dgram.createSocket('udp4');
  client.connect(Number(port), '127.0.0.1', () => {
    client.send('last words');
    process.exit();
  });
});

processScenario('a connected socket may send in an exit listener', (dgram, require) => {
  const { fork } = require('node:child_process') as typeof import('node:child_process');
  const [, , port] = process.argv;
  if (port === undefined) {
    const server = dgram.createSocket('udp4');
    server.on('message', (message) => {
      console.log('received', String(message));
      server.close();
    });
    server.bind(0, '127.0.0.1', () => {
      fork(__filename, [String(server.address().port)]);
    });
    return;
  }
  const client = dgram.createSocket('udp4');
  process.on('exit', () => client.send('from the exit listener'));
  client.connect(Number(port), '127.0.0.1', () => client.unref());
});

processScenario(
  'a datagram of a connected socket leaves before an uncaught error',
  (dgram, require) => {
    const { fork } = require('node:child_process') as typeof import('node:child_process');
    const [, , port] = process.argv;
    if (port === undefined) {
      const server = dgram.createSocket('udp4');
      server.on('message', (message) => {
        console.log('received', String(message));
        server.close();
      });
      server.bind(0, '127.0.0.1', () => {
        fork(__filename, [String(server.address().port)], { stdio: 'ignore' });
      });
      return;
    }
    const client = dgram.createSocket('udp4');
    client.connect(Number(port), '127.0.0.1', () => {
      client.send('before the error');
      throw new Error('the end');
    });
  },
);

processScenario(
  'send and close in one tick of a connected socket: the datagram leaves',
  (dgram) => {
    const server = dgram.createSocket('udp4');
    server.on('message', (message) => {
      console.log('received', String(message));
      server.close();
    });
    server.bind(0, '127.0.0.1', () => {
      const client = dgram.createSocket('udp4');
      client.connect(server.address().port, '127.0.0.1', () => {
        client.send('before close');
        client.close();
      });
    });
  },
);
