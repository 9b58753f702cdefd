import { processScenario } from '../support/child';
import type { Socket } from '../support/dgram';
import { scenario } from '../support/differential';

scenario('ref and unref return the socket in every state', { families: true }, async (context) => {
  const socket = context.socket('socket');
  for (const method of ['unref', 'unref', 'ref', 'ref']) context.call(socket, method);
  await context.bind(socket, 'socket');
  for (const method of ['unref', 'ref', 'ref']) context.call(socket, method);
  const closed = context.next(socket, 'close');
  socket.close();
  for (const method of ['unref', 'ref']) context.call(socket, method);
  await closed;
  for (const method of ['unref', 'ref']) context.call(socket, method);
});

scenario('an unreferenced socket still receives', { families: true }, async (context) => {
  const server = await context.bound('server');
  const client = await context.bound('client');
  server.unref();
  context.record(server, 'server', ['message']);
  const received = context.messages(server, 1);
  await context.sent(client, 'x', server);
  await received;
});

processScenario('a socket that was only created keeps nothing alive', (dgram) => {
  dgram.createSocket('udp4');
  process.on('exit', () => console.log('exit'));
});

processScenario('a bound socket keeps the process alive until it is closed', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  process.on('exit', () => console.log('exit'));
  // A timer alone would let the process go; the socket closes only when it has fired.
  setTimeout(() => {
    console.log('still alive');
    socket.close(() => console.log('closed'));
  }, 50).unref();
});

processScenario('a connected socket keeps the process alive', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.connect(9, '127.0.0.1');
  setTimeout(() => {
    console.log('still alive');
    socket.close();
  }, 50).unref();
});

processScenario('unref lets the process go, before bind', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.unref();
  socket.bind(0, '127.0.0.1', () => console.log('listening'));
  process.on('exit', () => console.log('exit'));
});

processScenario('unref lets the process go, while binding and when bound', (dgram) => {
  const first = dgram.createSocket('udp4');
  first.bind(0, '127.0.0.1', () => console.log('first listening'));
  first.unref();
  const second = dgram.createSocket('udp6');
  second.bind(0, '::1', () => {
    console.log('second listening');
    second.unref();
  });
  process.on('exit', () => console.log('exit'));
});

processScenario('ref after unref keeps the process alive', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.unref().ref();
  socket.bind(0, '127.0.0.1', () => socket.unref().ref());
  setTimeout(() => {
    console.log('still alive');
    socket.close();
  }, 50).unref();
});

processScenario('an unreferenced sender sends before the process goes', (dgram) => {
  const server = dgram.createSocket('udp4');
  server.bind(0, '127.0.0.1', () => {
    const client = dgram.createSocket('udp4').unref();
    client.send('x', server.address().port, '127.0.0.1', (error, bytes) =>
      console.log('sent', error, bytes),
    );
  });
  server.on('message', (message) => {
    console.log('message', String(message));
    server.close();
  });
});

processScenario('close is emitted before the process goes', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => socket.close());
  socket.on('close', () => console.log('close'));
  process.on('beforeExit', () => console.log('beforeExit'));
  process.on('exit', (code) => console.log('exit', code));
});

processScenario('a socket is referenced or not in what keeps the process alive', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => {
    console.log(typeof process.getActiveResourcesInfo());
    process.exit(3);
  });
});

processScenario(
  "a socket's handle knows whether the socket is referenced",
  { requires: 'underscore accessors' },
  (dgram) => {
    const hasRef = (socket: Socket): boolean =>
      (Reflect.get(socket, '_handle') as { hasRef(): boolean }).hasRef();
    const early = dgram.createSocket('udp4').unref();
    console.log(hasRef(early), hasRef(early.ref()));
    const socket = dgram.createSocket('udp4');
    console.log(hasRef(socket), hasRef(socket.unref()), hasRef(socket.ref()));
    socket.bind(0, '127.0.0.1', () => {
      console.log(hasRef(socket), hasRef(socket.unref()), hasRef(socket.ref()));
      socket.close();
    });
  },
);
