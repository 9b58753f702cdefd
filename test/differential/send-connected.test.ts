import { scenario } from '../support/differential';
import { Exchange } from '../support/exchange';

scenario('a connected socket sends without an address', { families: true }, async (context) => {
  const exchange = await Exchange.open(context, true);
  const callback = context.callback('callback');
  for (const message of ['text', Buffer.from('bytes'), ['a ', 'list'], [], '']) {
    await exchange.send(message);
    await exchange.send(message, callback);
    await exchange.send(message, undefined);
    await exchange.send(message, null);
    await exchange.send(message, callback, undefined, undefined);
  }
});

scenario('a connected socket sends a part', { families: true }, async (context) => {
  const exchange = await Exchange.open(context, true);
  const callback = context.callback('callback');
  const message = Buffer.from('abcdef');
  await exchange.send(message, 1, 3);
  await exchange.send(message, 1, 3, callback);
  await exchange.send('äöü', 2, 2, callback);
  await exchange.send(message, 1, 3, undefined, undefined, callback);
  await exchange.send(message, 1, 3, null, null, callback);
  await exchange.send(message, 1, 3, 0, '', callback);
  await exchange.send(message, '1', 3, callback);
  await exchange.send(message, undefined, 3, callback);
  await exchange.send(message, 1, NaN, callback);
  await exchange.send(message, 1, '3', callback);
  await exchange.send(message, 1);
  await exchange.send(message, 7, 0, callback);
  await exchange.send(message, 0, 7, callback);
  await exchange.send(['a', 'b'], 0, 1, callback);
});

scenario(
  'a connected socket refuses an address where it sees one',
  { families: true },
  async (context) => {
    const exchange = await Exchange.open(context, true);
    const { port } = exchange;
    const address = context.loopback;
    const callback = context.callback('callback');
    await exchange.send('x', port);
    await exchange.send('x', port, address);
    await exchange.send('x', port, address, callback);
    await exchange.send('x', port, callback);
    await exchange.send('x', port, undefined, callback);
    await exchange.send('abc', 0, 3, port);
    await exchange.send('abc', 0, 3, port, address);
    await exchange.send('abc', 0, 3, port, address, callback);
    await exchange.send('abc', 0, 3, port, callback);
    await exchange.send('abc', 0, 3, undefined, callback);
    await exchange.send('abc', 0, 3, null, address);
    await exchange.send('abc', undefined, undefined, undefined, undefined, callback);
  },
);

scenario('what a connected socket checks first', { families: true }, async (context) => {
  const exchange = await Exchange.open(context, true);
  const { port } = exchange;
  await exchange.send();
  await exchange.send({});
  await exchange.send(undefined, 0, 3, port, context.loopback);
  await exchange.send({}, 0, 3, port, context.loopback);
  await exchange.send('abc', 0, 9, port, context.loopback);
  await exchange.send({}, 'a', 'b', port, context.loopback);
  await exchange.send([1], context.callback('callback'));
  const { client } = exchange;
  const closed = context.next(client, 'close');
  client.close();
  context.call(client, 'send', {});
  context.call(client, 'send', 'abc', 0, 9);
  context.call(client, 'send', 'abc', 0, 3, port);
  context.call(client, 'send', 'abc', context.callback('callback'));
  await closed;
});

scenario('sendto on a connected socket', { families: true }, async (context) => {
  const exchange = await Exchange.open(context, true);
  const { client, port } = exchange;
  context.call(
    client,
    'sendto',
    Buffer.from('abc'),
    0,
    3,
    port,
    context.loopback,
    context.callback('callback'),
  );
  context.call(client, 'sendto', Buffer.from('abc'), 0, 3, 0, '', context.callback('callback'));
  await exchange.settled();
});

// Surprise 1, and what becomes of sends that name their peer.
scenario(
  'while connecting, send without a port throws ERR_SOCKET_BAD_PORT',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const { port } = server.address();
    for (const bound of [true, false]) {
      const socket = bound ? await context.bound('socket') : context.socket('socket');
      context.trace('bound', bound);
      context.record(socket, 'socket');
      const connected = context.next(socket, 'connect');
      socket.connect(port, context.loopback);
      context.call(socket, 'send', 'x');
      context.call(socket, 'send', 'x', context.callback('never'));
      await connected;
      const sent = context.callback('sent');
      const received = context.messages(server, 1);
      context.call(socket, 'send', 'connected', sent);
      context.trace('received', await received);
    }
  },
);

scenario(
  'a send to an address that waits behind a connect fails with EISCONN',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const { port } = server.address();
    for (const bound of [true, false]) {
      const socket = bound ? await context.bound('socket') : context.socket('socket');
      context.trace('bound', bound);
      const connected = context.next(socket, 'connect');
      const sent = context.callback('sent');
      socket.connect(port, context.loopback);
      context.call(socket, 'send', 'x', port, context.loopback, sent);
      await Promise.all([connected, sent.called]);
    }
  },
);

scenario('after disconnect a send needs its address again', { families: true }, async (context) => {
  const server = await context.bound('server');
  const { port } = server.address();
  const socket = await context.connected('socket', server);
  socket.disconnect();
  context.call(socket, 'send', 'x');
  context.call(socket, 'send', 'x', context.callback('never'));
  const received = context.messages(server, 1);
  const sent = context.callback('sent');
  context.call(socket, 'send', 'x', port, context.loopback, sent);
  await sent.called;
  context.trace('received', await received);
});
