import { scenario } from '../support/differential';

scenario(
  'close returns the socket and emits close later, once',
  { families: true },
  async (context) => {
    for (const bound of [true, false]) {
      const socket = bound ? await context.bound('socket') : context.socket('socket');
      context.trace('bound', bound);
      context.record(socket, 'socket');
      const closed = context.callback('closed');
      context.call(socket, 'close', closed);
      context.trace('close has returned', socket.listenerCount('close'));
      await closed.called;
      await context.turns();
      context.trace('listeners', socket.listenerCount('close'));
    }
  },
);

scenario(
  'close a second time throws, and its callback stays a listener',
  { families: true },
  async (context) => {
    const socket = await context.bound('socket');
    const closed = context.next(socket, 'close');
    socket.close();
    context.call(socket, 'close', context.callback('second'));
    context.call(socket, 'close');
    context.trace('listeners', socket.listenerCount('close'));
    await closed;
    context.call(socket, 'close', context.callback('third'));
    context.trace('listeners', socket.listenerCount('close'));
  },
);

scenario('a close callback that is no function is ignored', async (context) => {
  for (const wrong of [null, undefined, 1, 'closed', {}, true]) {
    const socket = await context.bound('socket');
    const closed = context.next(socket, 'close');
    context.call(socket, 'close', wrong);
    await closed;
  }
});

scenario(
  'close comes with the ticks: after those before it, before promises behind it',
  { families: true },
  async (context) => {
    const socket = await context.bound('socket');
    context.record(socket, 'socket', ['close']);
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        process.nextTick(() => context.trace('tick before'));
        Promise.resolve().then(() => context.trace('promise before'));
        socket.close(() => context.trace('callback'));
        process.nextTick(() => context.trace('tick after'));
        Promise.resolve().then(() => context.trace('promise after'));
        setImmediate(() => {
          context.trace('immediate');
          resolve();
        });
      });
    });
  },
);

scenario('close in message stops delivery at once', { families: true }, async (context) => {
  // Surprise 9.
  const socket = await context.bound('socket');
  const client = await context.bound('client');
  context.record(socket, 'socket', ['close', 'error']);
  let heard = 0;
  socket.on('message', (message) => {
    heard += 1;
    context.trace('message', message);
    if (heard === 2) context.call(socket, 'close');
  });
  const closed = context.next(socket, 'close');
  for (let index = 0; index < 10; index += 1)
    client.send(`datagram ${index}`, socket.address().port, context.loopback);
  await closed;
  await context.turns();
});

scenario(
  'listeners of the datagram in which close was called are still called',
  async (context) => {
    const socket = await context.bound('socket');
    const client = await context.bound('client');
    socket.on('message', () => socket.close());
    socket.on('message', (message) => context.trace('second listener', message));
    const closed = context.next(socket, 'close');
    await context.sent(client, 'x', socket);
    await closed;
  },
);

scenario(
  'close in a tick or a promise of a message stops delivery too',
  { families: true },
  async (context) => {
    for (const defer of [process.nextTick, queueMicrotask]) {
      const socket = await context.bound('socket');
      const client = await context.bound('client');
      context.record(socket, 'socket', ['close']);
      socket.on('message', (message) => {
        context.trace('message', message);
        defer(() => socket.close());
      });
      const closed = context.next(socket, 'close');
      for (let index = 0; index < 5; index += 1)
        client.send(`datagram ${index}`, socket.address().port, context.loopback);
      await closed;
      await context.turns();
    }
  },
);

scenario('close while binding closes without listening', { families: true }, async (context) => {
  const socket = context.socket('socket');
  context.record(socket, 'socket');
  const closed = context.next(socket, 'close');
  socket.bind(0, context.loopback, context.callback('bound'));
  context.call(socket, 'close', context.callback('closed'));
  context.call(socket, 'address');
  await closed;
  await context.turns();
});

scenario('close in listening', { families: true }, async (context) => {
  const socket = context.socket('socket');
  context.record(socket, 'socket');
  socket.on('listening', () => context.call(socket, 'close'));
  socket.on('listening', () => context.call(socket, 'address'));
  const closed = context.next(socket, 'close');
  socket.bind(0, context.loopback, context.callback('bound'));
  await closed;
});

scenario('close in connect', { families: true }, async (context) => {
  const server = await context.bound('server');
  const socket = await context.bound('socket');
  context.record(socket, 'socket');
  const closed = context.next(socket, 'close');
  socket.connect(server.address().port, context.loopback, () => context.call(socket, 'close'));
  await closed;
});

scenario('close inside close throws', async (context) => {
  const socket = await context.bound('socket');
  const closed = context.next(socket, 'close');
  socket.on('close', () => context.call(socket, 'close'));
  socket.close();
  await closed;
});

scenario('a closed socket gives its port back at once', { families: true }, async (context) => {
  const socket = await context.bound('socket');
  const { port, address } = socket.address();
  const closed = context.next(socket, 'close');
  socket.close();
  const heir = context.socket('heir');
  context.record(heir, 'heir');
  const settled = Promise.race([context.next(heir, 'listening'), context.next(heir, 'error')]);
  context.call(heir, 'bind', port, address);
  await Promise.all([closed, settled]);
});

scenario('closing many sockets closes each in order', async (context) => {
  const names = ['one', 'two', 'three', 'four'];
  const sockets = await Promise.all(names.map((name) => context.bound(name)));
  const all = sockets.map((socket, index) => {
    context.record(socket, names[index] ?? '', ['close']);
    return context.next(socket, 'close');
  });
  for (const socket of sockets) socket.close();
  await Promise.all(all);
});

scenario(
  'asyncDispose closes, and does nothing to a closed socket',
  { families: true, requires: 'Symbol.asyncDispose' },
  async (context) => {
    for (const bound of [true, false]) {
      const socket = bound ? await context.bound('socket') : context.socket('socket');
      context.record(socket, 'socket');
      const dispose = (): Promise<void> => socket[Symbol.asyncDispose]();
      const first = dispose();
      context.trace('a promise', first instanceof Promise);
      context.trace('resolved with', await first);
      context.trace('again', await dispose());
      context.call(socket, 'address');
    }
  },
);

scenario('methods on a closed socket', { families: true }, async (context) => {
  const socket = await context.bound('socket');
  const closed = context.next(socket, 'close');
  socket.close();
  await closed;
  const calls: [string, ...unknown[]][] = [
    ['bind'],
    ['send', 'x', 9],
    ['sendto', 'x', 0, 1, 9, context.loopback],
    ['connect', 9],
    ['disconnect'],
    ['address'],
    ['remoteAddress'],
    ['setBroadcast', true],
    ['setTTL', 1],
    ['setTTL', 'x'],
    ['setMulticastTTL', 1],
    ['setMulticastTTL', 'x'],
    ['setMulticastLoopback', true],
    ['setMulticastInterface', context.loopback],
    ['setMulticastInterface', 1],
    ['addMembership', '224.0.0.1'],
    ['addMembership'],
    ['dropMembership', '224.0.0.1'],
    ['dropMembership'],
    ['addSourceSpecificMembership', '127.0.0.1', '232.1.1.1'],
    ['addSourceSpecificMembership'],
    ['dropSourceSpecificMembership', '127.0.0.1', '232.1.1.1'],
    ['dropSourceSpecificMembership'],
    ['setRecvBufferSize', 9000],
    ['setRecvBufferSize', -1],
    ['setSendBufferSize', 9000],
    ['getRecvBufferSize'],
    ['getSendBufferSize'],
    ['getSendQueueSize'],
    ['getSendQueueCount'],
    ['ref'],
    ['unref'],
  ];
  for (const [method, ...args] of calls) context.call(socket, method, ...args);
});

scenario(
  'asyncDispose is enumerable, and rejected where close() fails',
  { requires: 'Symbol.asyncDispose' },
  async (context) => {
    const { prototype } = context.dgram.Socket;
    context.trace(
      'enumerable',
      Object.getOwnPropertyDescriptor(prototype, Symbol.asyncDispose)?.enumerable,
    );
    const socket = context.socket('socket');
    const { close } = socket;
    const failing = (callback?: (error: Error) => void): void => {
      callback?.(new Error('close failed'));
    };
    Object.assign(socket, { close: failing });
    const outcome = socket[Symbol.asyncDispose]().then(
      () => 'fulfilled',
      (error: Error) => error.message,
    );
    context.trace('outcome', await outcome);
    Object.assign(socket, { close });
  },
);
