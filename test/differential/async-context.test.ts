import { AsyncLocalStorage, createHook, executionAsyncId } from 'node:async_hooks';
import { processScenario } from '../support/child';
import { scenario } from '../support/differential';

scenario(
  'message listeners see the store in which the socket was created',
  { families: true },
  async (context) => {
    const storage = new AsyncLocalStorage<string>();
    const server = storage.run('creation', () => context.socket('server'));
    await storage.run('bind', () => context.bind(server, 'server'));
    storage.run('listener', () => {
      server.on('message', (message) => {
        context.trace('message', message, storage.getStore());
        process.nextTick(() => context.trace('its tick', storage.getStore()));
        Promise.resolve().then(() => context.trace('its promise', storage.getStore()));
      });
    });
    const client = await context.bound('client');
    const received = context.messages(server, 2);
    storage.run('send', () => {
      for (const text of ['one', 'two']) client.send(text, server.address().port, context.loopback);
    });
    await received;
    await context.turns(1);
  },
);

scenario('message listeners of a socket created outside any store see none', async (context) => {
  const storage = new AsyncLocalStorage<string>();
  const server = await context.bound('server');
  const client = await context.bound('client');
  const received = context.messages(server, 1);
  server.on('message', () => context.trace('message', storage.getStore()));
  storage.run('send', () => client.send('x', server.address().port, context.loopback));
  await received;
});

scenario(
  'what a message listener enters is seen by the next messages as on this Node',
  { families: true },
  async (context) => {
    const storage = new AsyncLocalStorage<string>();
    const server = await context.bound('server');
    const received = context.messages(server, 4);
    server.on('message', (message) => {
      context.trace(`${message}`, storage.getStore());
      storage.enterWith(`entered by ${message}`);
      process.nextTick(() => context.trace(`tick of ${message}`, storage.getStore()));
      Promise.resolve().then(() => context.trace(`promise of ${message}`, storage.getStore()));
    });
    const client = await context.bound('client');
    const { port } = server.address();
    for (const text of ['one', 'two', 'six', 'ten']) client.send(text, port, context.loopback);
    await received;
    await context.turns(1);
  },
);

scenario(
  'hooks are called before and after each message, in the context of its socket',
  { families: true },
  async (context) => {
    const contexts: number[] = [];
    const hook = createHook({
      init: (id, type) => {
        if (type === 'UDPWRAP') contexts.push(id);
      },
      before: (id) => {
        if (id === contexts[0]) context.trace('before');
      },
      after: (id) => {
        if (id === contexts[0]) context.trace('after');
      },
    }).enable();
    const server = await context.bound('server');
    const closed = context.next(server, 'close');
    const isOwn = (): boolean => executionAsyncId() === contexts[0];
    server.on('message', (message) => {
      context.trace(`${message}`, isOwn());
      process.nextTick(() => context.trace(`tick of ${message}`, isOwn()));
      Promise.resolve().then(() => context.trace(`promise of ${message}`, isOwn()));
      if (String(message) === 'six') server.close();
    });
    const client = await context.bound('client');
    for (const text of ['one', 'two', 'six', 'ten', 'way']) {
      client.send(text, server.address().port, context.loopback);
    }
    await closed;
    await context.turns(1);
    hook.disable();
    context.trace('contexts', contexts.length);
  },
);

scenario(
  'listening and the bind callback see the store of bind',
  { families: true },
  async (context) => {
    const storage = new AsyncLocalStorage<string>();
    const socket = storage.run('creation', () => context.socket('socket'));
    storage.run('listener', () =>
      socket.on('listening', () => context.trace('listening', storage.getStore())),
    );
    await new Promise<void>((resolve) => {
      storage.run('bind', () =>
        socket.bind(0, context.loopback, () => {
          context.trace('callback', storage.getStore());
          resolve();
        }),
      );
    });
  },
);

scenario('a bind error sees the store of bind', { families: true }, async (context) => {
  const storage = new AsyncLocalStorage<string>();
  const owner = await context.bound('owner');
  const socket = storage.run('creation', () => context.socket('socket'));
  const failed = context.next(socket, 'error');
  socket.on('error', () => context.trace('error', storage.getStore()));
  storage.run('bind', () => socket.bind(owner.address().port, context.loopback));
  await failed;
});

scenario(
  'connect and its callback see the store of connect',
  { families: true },
  async (context) => {
    const storage = new AsyncLocalStorage<string>();
    const server = await context.bound('server');
    for (const bound of [true, false]) {
      const socket = storage.run('creation', () => context.socket('socket'));
      if (bound) await storage.run('bind', () => context.bind(socket, 'socket'));
      socket.on('connect', () => context.trace('connect', storage.getStore()));
      await new Promise<void>((resolve) => {
        storage.run('connect', () =>
          socket.connect(server.address().port, context.loopback, () => {
            context.trace('callback', storage.getStore());
            resolve();
          }),
        );
      });
    }
  },
);

scenario('each send callback sees the store of its send', { families: true }, async (context) => {
  const storage = new AsyncLocalStorage<string>();
  const server = await context.bound('server');
  const bound = storage.run('creation', () => context.socket('bound'));
  await storage.run('bind', () => context.bind(bound, 'bound'));
  const connected = await context.connected('connected', server);
  const { port } = server.address();
  const send = (store: string, call: (callback: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      storage.run(store, () =>
        call(() => {
          context.trace(store, storage.getStore());
          process.nextTick(() => context.trace(`tick of ${store}`, storage.getStore()));
          resolve();
        }),
      );
    });
  await Promise.all([
    send('first', (callback) => bound.send('x', port, context.loopback, callback)),
    send('second', (callback) => bound.send('x', port, context.loopback, callback)),
    send('failing', (callback) => bound.send('x', port, context.foreign, callback)),
  ]);
  await context.turns(1);
  await Promise.all([
    send('connected', (callback) => connected.send('x', callback)),
    send('connected again', (callback) => connected.send('x', callback)),
  ]);
  await context.turns(1);
});

scenario(
  'sends that waited for an implicit bind see the store that bound',
  { families: true },
  async (context) => {
    const storage = new AsyncLocalStorage<string>();
    const server = await context.bound('server');
    const { port } = server.address();
    const socket = storage.run('creation', () => context.socket('socket'));
    socket.on('listening', () => context.trace('listening', storage.getStore()));
    await Promise.all(
      ['first', 'second', 'third'].map(
        (store) =>
          new Promise<void>((resolve) => {
            storage.run(store, () =>
              socket.send('x', port, context.loopback, () => {
                context.trace(store, storage.getStore());
                resolve();
              }),
            );
          }),
      ),
    );
  },
);

scenario('close sees the store of close', { families: true }, async (context) => {
  const storage = new AsyncLocalStorage<string>();
  const socket = storage.run('creation', () => context.socket('socket'));
  await storage.run('bind', () => context.bind(socket, 'socket'));
  socket.on('close', () => context.trace('close', storage.getStore()));
  await new Promise<void>((resolve) => {
    storage.run('close', () =>
      socket.close(() => {
        context.trace('callback', storage.getStore());
        resolve();
      }),
    );
  });
});

scenario(
  'a refused datagram is reported in the store of the socket',
  { families: true },
  async (context) => {
    const storage = new AsyncLocalStorage<string>();
    const server = await context.bound('server');
    const { port } = server.address();
    await new Promise<void>((resolve) => server.close(resolve));
    const socket = storage.run('creation', () => context.socket('socket'));
    await storage.run('bind', () => context.bind(socket, 'socket'));
    await new Promise<void>((resolve) => socket.connect(port, context.loopback, resolve));
    const failed = context.next(socket, 'error');
    socket.on('error', (error) =>
      context.trace('error', (error as NodeJS.ErrnoException).code, storage.getStore()),
    );
    storage.run('send', () => socket.send('x'));
    await failed;
  },
);

processScenario('async hooks hear that a socket is gone once it is closed', async (dgram) => {
  const { createHook } = require('node:async_hooks') as typeof import('node:async_hooks');
  const { setImmediate: turn } =
    require('node:timers/promises') as typeof import('node:timers/promises');
  let id = 0;
  let destroyed = 0;
  createHook({
    init: (asyncId, type) => {
      if (type === 'UDPWRAP') id ||= asyncId;
    },
    destroy: (asyncId) => {
      if (asyncId === id) destroyed += 1;
    },
  }).enable();
  const socket = dgram.createSocket('udp4');
  await turn();
  console.log(id > 0, destroyed);
  socket.close();
  for (let turns = 0; turns < 4; turns += 1) await turn();
  console.log(destroyed);
});

processScenario('a tool that replaces process.nextTick passes its context on', (dgram) => {
  let context = 'none';
  const { nextTick } = process;
  process.nextTick = (callback: (...values: unknown[]) => void, ...values: unknown[]) => {
    const captured = context;
    nextTick(() => {
      const outer = context;
      context = captured;
      callback(...values);
      context = outer;
    });
  };
  context = 'its own';
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => {
    console.log('listening', context);
    const { port } = socket.address();
    socket.send('x', port, '127.0.0.1', () => {
      console.log('sent', context);
      socket.connect(port, '127.0.0.1', () => {
        console.log('connected', context);
        socket.send('y', () => {
          console.log('sent to the peer', context);
          socket.close(() => console.log('closed', context));
        });
      });
    });
  });
  context = 'none';
});
