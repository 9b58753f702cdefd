import { scenario } from '../support/differential';

scenario(
  'sends on an unbound socket wait for the bind, in order',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const { port } = server.address();
    const socket = context.socket('socket');
    context.record(socket, 'socket');
    context.record(server, 'server', ['message']);
    context.trace('listeners', socket.listenerCount('listening'), socket.listenerCount('error'));
    const received = context.messages(server, 4);
    for (const text of ['one', 'two', 'three']) {
      context.call(socket, 'send', text, port, context.loopback, context.callback(text));
    }
    context.call(socket, 'send', ['four', Buffer.from('!')], port);
    context.trace('listeners', socket.listenerCount('listening'));
    const messages = received.then((all) => all.length);
    context.namePort(await boundPort(socket), 'socket');
    context.trace('messages', await messages);
    context.trace('listeners', socket.listenerCount('listening'));
  },
);

async function boundPort(socket: {
  once(event: 'listening', listener: () => void): unknown;
  address(): { port: number };
}): Promise<number> {
  await new Promise<void>((resolve) => {
    socket.once('listening', resolve);
  });
  return socket.address().port;
}

scenario('sends during an explicit bind wait for it', { families: true }, async (context) => {
  const server = await context.bound('server');
  const { port } = server.address();
  const socket = context.socket('socket');
  context.record(server, 'server', ['message']);
  const received = context.messages(server, 2);
  socket.on('listening', () => {
    context.namePort(socket.address().port, 'socket');
    context.trace('listening');
  });
  socket.bind(0, context.loopback, context.callback('bound'));
  context.call(socket, 'send', 'while binding', port, context.loopback, context.callback('sent'));
  context.call(
    socket,
    'send',
    'abcdef',
    1,
    2,
    port,
    context.loopback,
    context.callback('part sent'),
  );
  await received;
});

scenario(
  'a send in listening comes behind those that waited',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const { port } = server.address();
    const socket = context.socket('socket');
    const texts: string[] = [];
    server.on('message', (message) => texts.push(String(message)));
    const received = context.messages(server, 3);
    socket.once('listening', () => socket.send('from a listener before', port, context.loopback));
    socket.send('waited', port, context.loopback);
    socket.once('listening', () => socket.send('from a listener after', port, context.loopback));
    await received;
    context.trace('order', texts);
  },
);

scenario('a callback may send again', { families: true }, async (context) => {
  const server = await context.bound('server');
  const { port } = server.address();
  const socket = await context.bound('socket');
  context.record(server, 'server', ['message']);
  const received = context.messages(server, 5);
  const send = (left: number): void => {
    socket.send(`${left} left`, port, context.loopback, (...args) => {
      context.trace('callback', ...args);
      if (left > 0) send(left - 1);
    });
  };
  send(4);
  await received;
});

scenario(
  'a callback may close, and later callbacks of the same tick',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const { port } = server.address();
    const socket = await context.bound('socket');
    context.record(socket, 'socket', ['close', 'error']);
    const closed = context.next(socket, 'close');
    const received = context.messages(server, 1);
    socket.send('one', port, context.loopback, (...args) => {
      context.trace('callback', ...args);
      context.call(socket, 'close');
      context.call(socket, 'send', 'after', port, context.loopback, context.callback('never'));
    });
    await closed;
    context.trace('received', await received);
  },
);

scenario(
  'the send queue is empty once callbacks have come',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const { port } = server.address();
    const socket = await context.bound('socket');
    context.call(socket, 'getSendQueueSize');
    context.call(socket, 'getSendQueueCount');
    for (let index = 0; index < 8; index += 1) socket.send('x'.repeat(100), port, context.loopback);
    const last = context.callback('last');
    socket.send('last', port, context.loopback, last);
    await last.called;
    context.call(socket, 'getSendQueueSize');
    context.call(socket, 'getSendQueueCount');
  },
);

scenario(
  'sending to the unspecified address reaches this machine',
  { families: true },
  async (context) => {
    const server = context.socket('server');
    await context.bind(server, 'server', context.any);
    const client = context.socket('client');
    await context.bind(client, 'client', context.any);
    context.record(server, 'server', ['message']);
    const received = context.messages(server, 1);
    context.call(client, 'send', 'x', server.address().port, context.any, context.callback('sent'));
    await received;
  },
);

scenario('a socket may send to itself', { families: true }, async (context) => {
  const socket = await context.bound('socket');
  context.record(socket, 'socket', ['message']);
  const received = context.messages(socket, 1);
  context.call(socket, 'send', 'to myself', socket.address().port, context.loopback);
  await received;
});
