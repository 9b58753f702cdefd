import { scenario } from '../support/differential';
import { freePort } from '../support/ports';

scenario('every overload of connect connects', { families: true }, async (context) => {
  const server = context.socket('server');
  await context.bind(server, 'server', context.any);
  const { port } = server.address();
  const overloads: Record<string, (callback: unknown) => unknown[]> = {
    port: (callback) => [port, callback],
    'port, address': (callback) => [port, context.loopback, callback],
    'port, empty address': (callback) => [port, '', callback],
    'port, undefined': (callback) => [port, undefined, callback],
    'port as text': (callback) => [String(port), context.loopback, callback],
    'port as hexadecimal text': (callback) => [
      `0x${port.toString(16)}`,
      context.loopback,
      callback,
    ],
    ...(context.type === 'udp4' && {
      'port, localhost': (callback: unknown) => [port, 'localhost', callback],
    }),
  };
  for (const [label, args] of Object.entries(overloads)) {
    for (const withCallback of [true, false]) {
      const socket = context.socket(label);
      context.record(socket, label);
      const callback = withCallback ? context.callback('connected') : undefined;
      const settled = Promise.race([
        context.next(socket, 'connect'),
        context.next(socket, 'error'),
        ...(callback ? [callback.called] : []),
      ]);
      const given = args(callback);
      const result: unknown = Reflect.apply(socket.connect, socket, given);
      context.trace(`${label} returns`, result);
      await settled;
      context.attempt('remote', () => socket.remoteAddress());
      context.trace('listeners left', socket.listenerCount('connect'));
    }
  }
});

scenario('bad ports of connect throw, and 0 is one', (context) => {
  const socket = context.socket('socket');
  for (const port of [
    undefined,
    null,
    0,
    -1,
    65_536,
    1.5,
    NaN,
    Infinity,
    '',
    ' ',
    'http',
    '1.5',
    '-1',
    true,
    {},
    [],
    () => {},
    Symbol('port'),
    1n,
  ]) {
    context.call(socket, 'connect', port);
  }
  context.call(socket, 'connect');
  context.call(socket, 'address');
});

scenario('bad addresses of connect throw before anything happens', (context) => {
  const socket = context.socket('socket');
  for (const address of [null, 1, 0, true, false, {}, [], Symbol('address')]) {
    context.call(socket, 'connect', 9, address);
  }
  context.call(socket, 'connect', 0, null);
  context.call(socket, 'address');
});

scenario(
  'a connect callback is called once, with the socket as this',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const socket = context.socket('socket');
    const connected = context.callback('connected');
    socket.on('connect', () => context.trace('listener before'));
    context.call(socket, 'connect', server.address().port, context.loopback, connected);
    socket.on('connect', () => context.trace('listener after'));
    context.trace(
      'while binding',
      socket.listenerCount('connect'),
      socket.listenerCount('listening'),
    );
    await connected.called;
    await context.turns();
    context.trace('listeners', socket.listenerCount('connect'), socket.listenerCount('listening'));
  },
);

scenario('a connect callback that is no function throws when it is used', async (context) => {
  const server = await context.bound('server');
  const { port } = server.address();
  for (const callback of [null, 0, '', false, undefined]) {
    const socket = await context.bound('socket');
    const connected = context.next(socket, 'connect');
    context.call(socket, 'connect', port, context.loopback, callback);
    await connected;
  }
  for (const callback of [1, 'callback', {}]) {
    const socket = await context.bound('socket');
    context.call(socket, 'connect', port, context.loopback, callback);
  }
});

scenario(
  'connecting twice throws, while connecting and when connected',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const { port } = server.address();
    const socket = context.socket('socket');
    context.record(socket, 'socket');
    const connected = context.next(socket, 'connect');
    context.call(socket, 'connect', port);
    context.call(socket, 'connect', port);
    context.call(socket, 'connect', 0);
    context.call(socket, 'connect', port, 5);
    context.call(socket, 'remoteAddress');
    context.call(socket, 'disconnect');
    context.call(socket, 'bind', 0);
    await connected;
    context.call(socket, 'connect', port);
    context.call(socket, 'remoteAddress');
  },
);

scenario(
  'disconnect returns nothing and allows another connect',
  { families: true },
  async (context) => {
    const first = await context.bound('first');
    const second = await context.bound('second');
    const socket = await context.connected('socket', first);
    context.call(socket, 'disconnect');
    context.call(socket, 'disconnect');
    context.call(socket, 'remoteAddress');
    context.record(second, 'second', ['message']);
    context.record(socket, 'socket');
    const connected = context.next(socket, 'connect');
    context.call(socket, 'connect', second.address().port, context.loopback);
    await connected;
    const received = context.messages(second, 1);
    socket.send('x', context.callback('sent'));
    await received;
    context.call(socket, 'remoteAddress');
  },
);

scenario(
  'disconnect and remoteAddress throw where nothing is connected',
  { families: true },
  async (context) => {
    const unbound = context.socket('unbound');
    context.call(unbound, 'disconnect');
    context.call(unbound, 'remoteAddress');
    const bound = await context.bound('bound');
    context.call(bound, 'disconnect');
    context.call(bound, 'remoteAddress');
    const closed = context.next(bound, 'close');
    bound.close();
    context.call(bound, 'disconnect');
    context.call(bound, 'remoteAddress');
    await closed;
  },
);

scenario('a connected socket hears its peer only', { families: true }, async (context) => {
  const server = await context.bound('server');
  const stranger = await context.bound('stranger');
  const socket = await context.connected('socket', server);
  context.record(socket, 'socket', ['message']);
  const received = context.messages(socket, 1);
  await context.sent(stranger, 'from a stranger', socket);
  await context.sent(server, 'from the peer', socket);
  await received;
});

scenario('a disconnected socket hears everybody again', { families: true }, async (context) => {
  const server = await context.bound('server');
  const stranger = await context.bound('stranger');
  const port = await freePort(context.loopback);
  context.namePort(port, 'socket');
  const socket = context.socket('socket');
  await new Promise<void>((resolve) => socket.bind(port, context.loopback, resolve));
  await new Promise<void>((resolve) =>
    socket.connect(server.address().port, context.loopback, resolve),
  );
  socket.disconnect();
  context.trace('address', socket.address());
  context.record(socket, 'socket', ['message']);
  const received = context.messages(socket, 1);
  stranger.send('from a stranger', port, context.loopback);
  await received;
});

scenario(
  'disconnecting gives a port back that the kernel chose',
  { families: true },
  async (context) => {
    // Linux: only a port that was asked for by number outlives the disconnect.
    const server = await context.bound('server');
    const socket = await context.connected('socket', server);
    socket.disconnect();
    context.trace('address', socket.address());
    const received = context.next(server, 'message');
    await context.sent(socket, 'x', server);
    await received;
    context.trace('has a port again', socket.address().port > 0, socket.address().address);
  },
);

scenario('connect on a bound socket does not bind again', { families: true }, async (context) => {
  const server = await context.bound('server');
  const socket = await context.bound('socket');
  context.record(socket, 'socket');
  const connected = context.next(socket, 'connect');
  socket.connect(server.address().port, context.loopback);
  context.trace('connect has returned');
  await connected;
  context.trace('address', socket.address());
});

scenario('connect waits for a bind that is under way', { families: true }, async (context) => {
  const server = await context.bound('server');
  const socket = context.socket('socket');
  context.record(socket, 'socket');
  const connected = context.next(socket, 'connect');
  socket.bind(0, context.loopback, context.callback('bound'));
  context.call(
    socket,
    'connect',
    server.address().port,
    context.loopback,
    context.callback('connected'),
  );
  await connected;
});

scenario('connect called in listening', { families: true }, async (context) => {
  const server = await context.bound('server');
  const socket = context.socket('socket');
  context.record(socket, 'socket');
  const connected = context.callback('connected');
  socket.on('listening', () => socket.connect(server.address().port, context.loopback, connected));
  socket.bind(0, context.loopback);
  await connected.called;
});
