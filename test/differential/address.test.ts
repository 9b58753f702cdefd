import type { Context } from '../support/context';
import type { Socket } from '../support/dgram';
import { scenario } from '../support/differential';

/** Everything that a socket tells about itself. */
const GETTERS = [
  'address',
  'remoteAddress',
  'getRecvBufferSize',
  'getSendBufferSize',
  'getSendQueueSize',
  'getSendQueueCount',
];

function ask(context: Context, socket: Socket): void {
  for (const getter of GETTERS) context.call(socket, getter);
}

scenario('getters on a socket that is not bound', { families: true }, (context) => {
  ask(context, context.socket('socket'));
});

scenario('getters on a socket that is binding', { families: true }, async (context) => {
  const socket = context.socket('socket');
  const listening = context.next(socket, 'listening');
  socket.bind(0, context.loopback);
  ask(context, socket);
  await listening;
});

scenario('getters on a bound socket', { families: true }, async (context) => {
  for (const address of [context.loopback, context.any]) {
    const socket = context.socket('socket');
    await context.bind(socket, 'socket', address);
    ask(context, socket);
  }
});

scenario(
  'getters on a connected and a disconnected socket',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const socket = context.socket('socket');
    await new Promise<void>((resolve) =>
      socket.connect(server.address().port, context.loopback, resolve),
    );
    ask(context, socket);
    socket.disconnect();
    ask(context, socket);
  },
);

for (const lookup of ['dns.lookup', 'one that answers at once'] as const) {
  scenario(
    `what a disconnected socket sends gets it a port, resolved by ${lookup}`,
    { families: true },
    async (context) => {
      const server = await context.bound('server');
      const { port } = server.address();
      const socket = await context.bound(
        'socket',
        lookup === 'dns.lookup'
          ? {}
          : { lookup: (hostname, _options, callback) => callback(null, hostname, 4) },
      );
      await new Promise<void>((resolve) => socket.connect(port, context.loopback, resolve));
      socket.disconnect();
      const told = (): boolean => socket.address().port > 0;
      context.trace('has a port', told());
      const sent = new Promise((resolve) => socket.send('x', port, context.loopback, resolve));
      context.trace('has a port after send()', told());
      await sent;
      context.trace('has a port in the end', told());
    },
  );
}

scenario('getters on a closed socket', { families: true }, async (context) => {
  const socket = await context.bound('socket');
  const closed = context.next(socket, 'close');
  socket.close();
  ask(context, socket);
  await closed;
  ask(context, socket);
});

scenario(
  'getters on a socket that was closed before it was bound',
  { families: true },
  async (context) => {
    const socket = context.socket('socket');
    const closed = context.next(socket, 'close');
    socket.close();
    ask(context, socket);
    await closed;
  },
);

scenario(
  'each call of address gives a new, plain, writable object',
  { families: true },
  async (context) => {
    const socket = await context.bound('socket');
    const first = socket.address();
    context.trace('same object', first === socket.address());
    context.trace('prototype', Object.getPrototypeOf(first) === Object.prototype);
    context.trace('descriptors', Object.getOwnPropertyDescriptor(first, 'port'));
    first.port = 1;
    context.trace('unaffected', socket.address());
  },
);

scenario(
  'connecting an unbound socket gives it an address of the right interface',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const socket = context.socket('socket');
    await new Promise<void>((resolve) =>
      socket.connect(server.address().port, context.loopback, resolve),
    );
    context.trace('local', socket.address().address, socket.address().family);
    socket.disconnect();
    context.trace('after disconnect', socket.address().address, socket.address().family);
  },
);

scenario('arguments of the getters do not matter', { families: true }, async (context) => {
  const socket = await context.bound('socket');
  context.call(socket, 'address', 'ignored', {});
  context.call(socket, 'getSendQueueSize', 5);
});
