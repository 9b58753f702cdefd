import { scenario as anyScenario, type Scenario } from '../support/differential';

/** Every scenario here needs `bindSync()` and `connectSync()`, which Node has since 24.21. */
const scenario = (name: string, run: Scenario): void =>
  anyScenario(name, { families: true, requires: 'bindSync' }, run);

scenario(
  'bindSync binds at once, returns the address, and listening comes with the next tick',
  async (context) => {
    const { loopback } = context;
    const overloads: unknown[][] = [
      [],
      [undefined],
      [{}],
      [{ port: 0 }],
      [{ address: loopback }],
      [{ port: '0', address: loopback }],
      [{ port: null, address: null }],
      [{ address: '' }],
      [{ address: context.any, exclusive: true }],
    ];
    for (const args of overloads) {
      const socket = context.socket('socket');
      context.record(socket, 'socket');
      const listening = context.next(socket, 'listening');
      process.nextTick(() => context.trace('tick before'));
      context.call(socket, 'bindSync', ...args);
      process.nextTick(() => context.trace('tick after'));
      context.call(socket, 'address');
      await listening;
      await context.turns(1);
    }
  },
);

scenario('bindSync demands an object, a port and a numeric address, in that order', (context) => {
  const socket = context.socket('socket');
  for (const options of [null, 1, 'options', true, () => {}, []])
    context.call(socket, 'bindSync', options);
  const other = context.socket('other');
  for (const port of [-1, 65_536, 1.5, NaN, 'http', {}, true, ''])
    context.call(other, 'bindSync', { port });
  for (const address of [1, true, {}, [], 'localhost', 'nonsense', '127.1'])
    context.call(other, 'bindSync', { address });
  context.call(other, 'bindSync', { port: -1, address: 5 });
  context.call(other, 'bindSync', { address: context.foreign });
  context.call(other, 'bindSync', { address: context.loopback });
  context.call(other, 'bindSync', null);
  context.call(other, 'bindSync', { port: -1 });
});

scenario('bindSync throws what bind emits, and the socket can bind again', async (context) => {
  const owner = await context.bound('owner');
  const socket = context.socket('socket');
  context.record(socket, 'socket');
  context.call(socket, 'bindSync', { port: owner.address().port, address: context.loopback });
  context.call(socket, 'bindSync', {
    address: context.type === 'udp4' ? '192.0.2.77' : '2001:db8::77',
  });
  const listening = context.next(socket, 'listening');
  context.call(socket, 'bindSync', { address: context.loopback });
  await listening;
});

scenario('bindSync on a socket that is bound, binding or closed', async (context) => {
  const bound = await context.bound('bound');
  context.call(bound, 'bindSync');
  const binding = context.socket('binding');
  const listening = context.next(binding, 'listening');
  binding.bind(0, context.loopback);
  context.call(binding, 'bindSync');
  await listening;
  const closed = context.next(binding, 'close');
  binding.close();
  context.call(binding, 'bindSync');
  context.call(binding, 'bindSync', null);
  await closed;
});

scenario(
  'bind after bindSync throws, and close before its tick swallows listening',
  async (context) => {
    const socket = context.socket('socket');
    context.record(socket, 'socket');
    const closed = context.next(socket, 'close');
    socket.bindSync({ address: context.loopback });
    context.call(socket, 'bind', 0);
    context.call(socket, 'close');
    await closed;
  },
);

scenario('a socket bound by bindSync sends and receives', async (context) => {
  const server = context.socket('server');
  context.namePort(server.bindSync({ address: context.loopback }).port, 'server');
  const client = context.socket('client');
  context.namePort(client.bindSync({ address: context.loopback }).port, 'client');
  context.record(server, 'server');
  context.record(client, 'client');
  const received = context.messages(server, 1);
  client.send('x', server.address().port, context.loopback, context.callback('sent'));
  await received;
});

scenario('bindSync uses the options of the socket', async (context) => {
  const options = { reuseAddr: true, recvBufferSize: 9000, sendBufferSize: 10_000 };
  const first = context.socket('first', options);
  const { port } = first.bindSync({ address: context.loopback });
  context.namePort(port, 'first');
  context.call(first, 'getRecvBufferSize');
  context.call(first, 'getSendBufferSize');
  const second = context.socket('second', options);
  context.call(second, 'bindSync', { port, address: context.loopback });
});

scenario(
  'connectSync binds and connects at once, and connect comes with the next tick',
  async (context) => {
    const server = await context.bound('server');
    const { port } = server.address();
    const overloads: unknown[][] = [
      [port],
      [port, context.loopback],
      [port, ''],
      [port, null],
      [port, undefined],
      [String(port), context.loopback],
    ];
    for (const args of overloads) {
      for (const bound of [true, false]) {
        const socket = bound ? await context.bound('socket') : context.socket('socket');
        context.record(socket, 'socket');
        const connected = context.next(socket, 'connect');
        context.call(socket, 'connectSync', ...args);
        context.call(socket, 'remoteAddress');
        const sent = context.callback('sent');
        context.call(socket, 'send', 'x', sent);
        await Promise.all([connected, sent.called]);
      }
    }
  },
);

scenario('connectSync demands a port and a numeric address', async (context) => {
  const socket = context.socket('socket');
  for (const port of [undefined, null, 0, -1, 65_536, 1.5, 'http', {}, true])
    context.call(socket, 'connectSync', port);
  for (const address of [1, true, {}, [], 'localhost', 'nonsense'])
    context.call(socket, 'connectSync', 9, address);
  context.call(socket, 'connectSync', 0, 'localhost');
  context.call(socket, 'address');
  context.call(socket, 'connectSync', 9, context.foreign);
  context.call(socket, 'remoteAddress');
});

scenario(
  'connectSync on a socket that is connected, connecting, binding or closed',
  async (context) => {
    const server = await context.bound('server');
    const { port } = server.address();
    const connected = await context.connected('connected', server);
    context.call(connected, 'connectSync', port);
    context.call(connected, 'connectSync', 0);
    const connecting = context.socket('connecting');
    const done = context.next(connecting, 'connect');
    connecting.connect(port, context.loopback);
    context.call(connecting, 'connectSync', port);
    await done;
    const binding = context.socket('binding');
    const listening = context.next(binding, 'listening');
    binding.bind(0, context.loopback);
    context.call(binding, 'connectSync', port);
    await listening;
    context.call(binding, 'connectSync', port, context.loopback);
    const closed = context.next(binding, 'close');
    binding.close();
    context.call(binding, 'connectSync', port);
    context.call(binding, 'connectSync', 0);
    await closed;
  },
);

scenario('disconnect and a second connectSync', async (context) => {
  const server = await context.bound('server');
  const { port } = server.address();
  const socket = await context.bound('socket');
  socket.connectSync(port, context.loopback);
  context.call(socket, 'disconnect');
  context.call(socket, 'connectSync', port, context.loopback);
  context.call(socket, 'remoteAddress');
});

scenario(
  'connectSync asks whether it is connected before it looks at the address',
  async (context) => {
    const server = await context.bound('server');
    const socket = await context.connected('socket', server);
    for (const address of ['name', 1, context.loopback]) {
      context.call(socket, 'connectSync', 9, address);
    }
  },
);

scenario('an address of bindSync that is nothing stands for any; a long one is cut', (context) => {
  for (const address of [0, false, '', 'x'.repeat(300)]) {
    context.call(context.socket('socket'), 'bindSync', { address });
    context.call(context.socket('other'), 'connectSync', 9, address);
  }
});
