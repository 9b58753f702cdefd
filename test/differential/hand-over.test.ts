import { processScenario } from '../support/child';

// child.send(message, socket): what arrives in the child is a socket of node:dgram in any case.

processScenario('a bound socket is handed to a child, which answers on it', (dgram, require) => {
  const { fork } = require('node:child_process') as typeof import('node:child_process');
  if (process.send) {
    process.on('message', (_name, handle: unknown) => {
      const socket = handle as ReturnType<typeof dgram.createSocket>;
      socket.on('message', (message, rinfo) => {
        socket.send(`child got ${message}`, rinfo.port, rinfo.address, () => {
          socket.close();
          process.disconnect();
        });
      });
      process.send?.(socket.address());
    });
    return;
  }
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address();
    const child = fork(__filename);
    child.send('socket', socket);
    child.on('message', (address: { address: string; family: string; port: number }) => {
      console.log('the child has', address.address, address.family, address.port === port);
      socket.close();
      const client = dgram.createSocket('udp4');
      client.on('message', (message, rinfo) => {
        console.log('answer', String(message), rinfo.port === port);
        client.close();
      });
      client.send('hello', port, '127.0.0.1');
    });
    child.on('exit', (code) => console.log('the child exits with', code));
  });
});

processScenario('a socket that is not bound cannot be handed over usefully', (dgram, require) => {
  const { fork } = require('node:child_process') as typeof import('node:child_process');
  if (process.send) {
    process.on('message', (name, handle) => {
      process.send?.([name, typeof handle]);
      process.disconnect();
    });
    return;
  }
  const child = fork(__filename);
  const closed = dgram.createSocket('udp4');
  closed.close();
  try {
    child.send('closed', closed);
    console.log('sent');
  } catch (error) {
    console.log('throws', (error as Error).constructor.name);
  }
  child.on('message', (outcome) => console.log('the child got', outcome));
  child.on('exit', (code) => console.log('the child exits with', code));
});
