import { BlockList } from 'node:net';
import { scenario } from '../support/differential';
import { Exchange } from '../support/exchange';

/** Bytes for a literal are sent in fewer steps than anything else: they must end the same. */
const BYTES = Buffer.from('bytes');

scenario('bytes wait for the bind', { families: true }, async (context) => {
  const server = await context.bound('server');
  const received = context.messages(server, 2);
  const socket = context.socket('socket');
  const sent = context.callback('sent');
  const { port } = server.address();
  context.call(socket, 'send', BYTES, port, context.loopback, sent);
  context.call(socket, 'send', BYTES, port, context.loopback);
  await sent.called;
  context.trace(
    'received',
    (await received).map(([message]) => message),
  );
});

scenario(
  'bytes are refused a destination while connecting',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const socket = await context.bound('socket');
    const { port } = server.address();
    const connected = context.next(socket, 'connect');
    context.call(socket, 'connect', port, context.loopback);
    const sent = context.callback('sent');
    context.call(socket, 'send', BYTES, port, context.loopback, sent);
    await Promise.all([connected, sent.called]);
  },
);

scenario('ports of bytes are checked', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  const ports = [0, -0, -1, 1.5, 65_536, 2 ** 32 + 9, NaN, Infinity, `${exchange.port}`];
  for (const port of ports) {
    await exchange.send(BYTES, port, context.loopback, context.callback('sent'));
  }
});

scenario('addresses of bytes are checked', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  for (const address of [undefined, null, '', 1, {}, [context.loopback], true]) {
    await exchange.send(BYTES, exchange.port, address, context.callback('sent'));
  }
});

scenario('bytes with a fifth argument are a part', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  const callback = context.callback('sent');
  for (const fifth of [1, 'text', callback, {}, true, 0, '', null]) {
    await exchange.send(BYTES, exchange.port, context.loopback, callback, fifth);
    await exchange.send(BYTES, exchange.port, context.loopback, undefined, fifth);
  }
});

scenario(
  'what stands behind bytes for a peer is looked at',
  { families: true },
  async (context) => {
    const exchange = await Exchange.open(context, true);
    const callback = context.callback('sent');
    for (const value of [1, 'text', callback, {}, true, 0, '', null]) {
      await exchange.send(BYTES, callback, value);
      await exchange.send(BYTES, callback, undefined, value);
      await exchange.send(BYTES, callback, undefined, undefined, value);
      await exchange.send(BYTES, undefined, value);
    }
  },
);

scenario('bytes for a literal go where the lookup says', { families: true }, async (context) => {
  const server = await context.bound('server');
  const received = context.messages(server, 1);
  const socket = context.socket('socket', {
    lookup: (name, _options, callback) => {
      context.trace('lookup', name);
      callback(null, context.loopback, 4);
    },
  });
  await context.bind(socket, 'socket');
  const elsewhere = context.type === 'udp4' ? '127.9.9.9' : 'fe80::1';
  context.call(socket, 'send', BYTES, server.address().port, elsewhere, context.callback('sent'));
  await received;
});

scenario(
  'bytes for a blocked address do not leave',
  { families: true, requires: 'receiveBlockList' },
  async (context) => {
    const server = await context.bound('server');
    const sendBlockList = new BlockList();
    sendBlockList.addAddress(context.loopback, context.type === 'udp4' ? 'ipv4' : 'ipv6');
    const socket = await context.bound('socket', { sendBlockList });
    context.record(server, 'server', ['message']);
    const sent = context.callback('sent');
    context.call(socket, 'send', BYTES, server.address().port, context.loopback, sent);
    await sent.called;
    await context.turns();
  },
);
