import { scenario } from '../support/differential';
import { freePort } from '../support/ports';

scenario(
  'every overload of bind listens, and returns the socket',
  { families: true },
  async (context) => {
    const { loopback } = context;
    const overloads: Record<string, unknown[]> = {
      'no argument': [],
      port: [0],
      'port, address': [0, loopback],
      'undefined port': [undefined],
      'undefined port, address': [undefined, loopback],
      'null port': [null],
      'empty options': [{}],
      'options: port': [{ port: 0 }],
      'options: port, address': [{ port: 0, address: loopback }],
      'options: address': [{ address: loopback }],
      'options: exclusive': [{ port: 0, address: loopback, exclusive: true }],
      'options: unknown': [{ port: 0, address: loopback, other: 1 }],
      'null address': [0, null],
      'empty address': [0, ''],
      'options: null address': [{ port: 0, address: null }],
      'options: fd 0 is none': [{ fd: 0, port: 0, address: loopback }],
      'options: negative fd is none': [{ fd: -1, address: loopback }],
      'options: fractional fd is none': [{ fd: 1.5, address: loopback }],
      'options: fd as a string is none': [{ fd: '3', address: loopback }],
    };
    for (const [label, args] of Object.entries(overloads)) {
      for (const callback of [undefined, context.callback(`${label} callback`)]) {
        const socket = context.socket(label);
        context.record(socket, label, ['listening', 'error']);
        const listening = context.next(socket, 'listening');
        context.call(socket, 'bind', ...args, ...(callback ? [callback] : []));
        context.trace('bind has returned');
        await listening;
        context.trace('address', socket.address());
        context.trace(
          'listeners left',
          socket.listenerCount('listening'),
          socket.listenerCount('error'),
        );
      }
    }
  },
);

scenario('bind(callback) alone binds', { families: true }, async (context) => {
  const socket = context.socket('socket');
  const bound = context.callback('bound');
  context.call(socket, 'bind', bound);
  await bound.called;
  context.trace('address', socket.address());
});

scenario('a bind callback that is no function is ignored', { families: true }, async (context) => {
  for (const wrong of [null, undefined, 1, 'text', {}, true]) {
    const socket = context.socket('socket');
    const listening = context.next(socket, 'listening');
    context.call(socket, 'bind', 0, context.loopback, wrong);
    await listening;
    context.trace('address', socket.address());
  }
});

scenario('the last argument is the callback, wherever it stands', async (context) => {
  const socket = context.socket('socket');
  const bound = context.callback('bound');
  context.call(socket, 'bind', 0, context.loopback, 'ignored', 'ignored too', bound);
  await bound.called;
  const second = context.socket('second');
  const listening = context.next(second, 'listening');
  context.call(second, 'bind', context.callback('not last'), context.loopback, null);
  await listening;
  context.trace('address', second.address());
});

scenario('the callback is a listening listener and keeps its place among them', async (context) => {
  const socket = context.socket('socket');
  socket.on('listening', () => context.trace('listener before'));
  const bound = context.callback('bound');
  socket.bind(0, context.loopback, bound);
  socket.on('listening', () => context.trace('listener after'));
  context.trace('while binding', socket.listenerCount('listening'), socket.listenerCount('error'));
  await bound.called;
  await context.turns();
  context.trace('after', socket.listenerCount('listening'), socket.listenerCount('error'));
});

scenario(
  'listening comes after nextTick callbacks that were queued before bind',
  async (context) => {
    const socket = context.socket('socket');
    const listening = context.next(socket, 'listening');
    context.record(socket, 'socket');
    process.nextTick(() => context.trace('tick before'));
    socket.bind(0, context.loopback);
    context.trace('synchronous code after bind');
    await listening;
  },
);

scenario(
  'binding twice throws while binding and when bound',
  { families: true },
  async (context) => {
    const socket = context.socket('socket');
    const listening = context.next(socket, 'listening');
    socket.bind(0, context.loopback);
    context.call(socket, 'bind', 0, context.callback('never'));
    context.call(socket, 'bind', { port: 'bad' });
    await listening;
    context.call(socket, 'bind', 0, context.loopback, context.callback('never'));
    context.call(socket, 'bind', { fd: 1 });
    context.trace('listeners', socket.listenerCount('listening'), socket.listenerCount('error'));
  },
);

scenario('binding a closed socket throws', { families: true }, async (context) => {
  const socket = context.socket('socket');
  const closed = context.next(socket, 'close');
  socket.close();
  context.call(socket, 'bind', 0, context.callback('never'));
  await closed;
  context.call(socket, 'bind', 0);
  context.trace('listeners', socket.listenerCount('listening'));
});

scenario(
  'a socket bound to every address is reached on each loopback address',
  { families: true },
  async (context) => {
    const server = context.socket('server');
    await context.bind(server, 'server', context.any);
    const client = await context.bound('client');
    context.record(server, 'server', ['message']);
    const received = context.messages(server, 1);
    client.send('x', server.address().port, context.loopback);
    await received;
  },
);

scenario('a socket bound to one address does not hear another', async (context) => {
  const port = await freePort('127.0.0.1', '127.0.0.2');
  context.namePort(port, 'shared');
  const first = context.socket('first');
  const second = context.socket('second');
  await Promise.all([
    new Promise<void>((resolve) => first.bind(port, '127.0.0.1', resolve)),
    new Promise<void>((resolve) => second.bind(port, '127.0.0.2', resolve)),
  ]);
  context.trace('addresses', first.address(), second.address());
  const client = await context.bound('client');
  context.record(first, 'first', ['message']);
  context.record(second, 'second', ['message']);
  const received = context.messages(second, 2);
  await context.sent(client, 'to second', second);
  await context.sent(client, 'to second again', second);
  await received;
});

scenario('localhost is resolved for bind', async (context) => {
  const socket = context.socket('socket');
  context.record(socket, 'socket');
  const settled = Promise.race([context.next(socket, 'listening'), context.next(socket, 'error')]);
  context.call(socket, 'bind', 0, 'localhost');
  await settled;
  context.call(socket, 'address');
});

scenario('sending binds implicitly to every address, once', { families: true }, async (context) => {
  const server = await context.bound('server');
  const { port, address } = server.address();
  const client = context.socket('client');
  context.record(client, 'client');
  const received = context.messages(server, 2);
  client.send('one', port, address, context.callback('one'));
  context.call(client, 'bind', 0);
  client.send('two', port, address, context.callback('two'));
  await received;
  context.trace('address', client.address());
  context.call(client, 'bind', 0);
});
