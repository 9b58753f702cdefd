import { scenario } from '../support/differential';
import { Exchange } from '../support/exchange';

const BAD_PORTS: unknown[] = [
  undefined,
  null,
  0,
  -1,
  65_536,
  1.5,
  NaN,
  Infinity,
  -0,
  '',
  ' ',
  'http',
  '1.5',
  '-1',
  '65536',
  true,
  false,
  {},
  { address: '127.0.0.1' },
  [],
  [80],
  Symbol('port'),
  1n,
];

scenario('bad ports of send throw, and 0 is one', { families: true }, async (context) => {
  const socket = context.socket('socket');
  for (const port of BAD_PORTS) {
    context.call(socket, 'send', 'abc', port, context.loopback, context.callback('never'));
    context.call(socket, 'send', 'abc', port);
    context.call(socket, 'send', 'abc', 0, 3, port, context.loopback, context.callback('never'));
    context.call(socket, 'send', 'abc', 0, 3, port);
  }
  await context.turns();
  context.call(socket, 'address');
});

scenario('bad addresses of send throw', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  const { port } = exchange;
  const callback = context.callback('callback');
  for (const address of [0, 1, NaN, true, false, {}, [], Symbol('address'), 1n]) {
    await exchange.send('abc', port, address, callback);
    await exchange.send('abc', port, address);
    await exchange.send('abc', 0, 3, port, address, callback);
  }
});

scenario(
  'what send checks first: message, port, address, health',
  { families: true },
  async (context) => {
    const exchange = await Exchange.open(context);
    const { client } = exchange;
    const callback = context.callback('never');
    const orders: unknown[][] = [
      [{}, 0, 5, callback],
      [{}, 9, 5, callback],
      [[1], 0, 5, callback],
      ['x', 0, 5, callback],
      ['x', 9, 5, callback],
      [{}, 'a', 'b', 0, 5, callback],
      ['abc', 7, 0, 0, 5, callback],
      ['abc', 0, 7, 0, 5, callback],
      ['abc', 7, 7, 9, 5, callback],
      ['abc', 0, 3, 0, 5, callback],
      ['abc', 0, 3, -1, 5, callback],
      ['abc', 0, 3, 9, 5, callback],
      [{}, 0, 3, -1, 5],
      [['a'], 0, 1, 9, context.loopback],
      [['a'], 0, 1, -1, context.loopback],
      [undefined, -1],
      [null],
      [],
    ];
    for (const args of orders) await exchange.send(...args);
    const closed = context.next(client, 'close');
    client.close();
    for (const args of orders) context.call(client, 'send', ...args);
    context.call(client, 'send', 'x', 9, context.loopback, callback);
    context.call(client, 'send', 'x', 9);
    context.call(client, 'send', 'abc', 0, 3, 9, context.loopback, callback);
    await closed;
    context.call(client, 'send', 'x', 9, context.loopback, callback);
  },
);

scenario('a send that throws does not bind', { families: true }, async (context) => {
  const socket = context.socket('socket');
  context.record(socket, 'socket');
  context.call(socket, 'send', {}, 9);
  context.call(socket, 'send', 'x', 0);
  context.call(socket, 'send', 'x', 9, 5);
  context.call(socket, 'send', 'abc', 0, 9, 9, context.loopback);
  await context.turns();
  context.call(socket, 'address');
  context.call(socket, 'bind', 0, context.loopback);
  await context.next(socket, 'listening');
});
