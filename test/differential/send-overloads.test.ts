import { scenario } from '../support/differential';
import { Exchange } from '../support/exchange';

scenario(
  'send(message, port[, address][, callback]) sends',
  { families: true },
  async (context) => {
    const exchange = await Exchange.open(context);
    const { port } = exchange;
    const address = context.loopback;
    const callback = context.callback('callback');
    const overloads: unknown[][] = [
      [port],
      [port, callback],
      [port, address],
      [port, address, callback],
      [port, undefined],
      [port, null],
      [port, ''],
      [port, undefined, callback],
      [port, null, callback],
      [port, '', callback],
      [port, undefined, undefined],
      [port, address, undefined],
      [port, address, null],
      [port, address, callback, undefined],
      [port, address, callback, null, undefined],
      [port, callback, undefined],
      [String(port), address, callback],
      [context.nameText(`0x${port.toString(16)}`, 'hexadecimal'), address, callback],
      [` ${port} `, address, callback],
      [context.nameText(`${port}.0`, 'with a fraction'), address, callback],
      [context.nameText(`${port}e0`, 'with an exponent'), callback],
    ];
    for (const args of overloads) {
      await exchange.send('text', ...args);
      await exchange.send(Buffer.from('bytes'), ...args);
      await exchange.send(['a ', Buffer.from('list')], ...args);
    }
  },
);

scenario(
  'send(message, offset, length, port[, address][, callback]) sends a part',
  { families: true },
  async (context) => {
    const exchange = await Exchange.open(context);
    const { port } = exchange;
    const address = context.loopback;
    const callback = context.callback('callback');
    const destinations: unknown[][] = [
      [port],
      [port, callback],
      [port, address],
      [port, address, callback],
      [port, undefined, callback],
      [port, null, callback],
      [port, '', callback],
      [port, callback, undefined],
      [String(port), address, callback],
    ];
    for (const destination of destinations) {
      await exchange.send(Buffer.from('abcdef'), 1, 3, ...destination);
      await exchange.send('äöü', 2, 2, ...destination);
    }
  },
);

scenario('offset and length are made unsigned integers', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  const { port } = exchange;
  const ranges: [unknown, unknown][] = [
    [0, 6],
    [6, 0],
    [0, 0],
    [1.9, 2.9],
    ['1', '2'],
    ['x', 2],
    [NaN, 2],
    [null, 2],
    [undefined, 2],
    [2, undefined],
    [undefined, undefined],
    [2, null],
    [true, true],
    [{}, 3],
    [[1], [2]],
    [-0, 3],
    [2 ** 32, 3],
    [2 ** 32 + 1, 2 ** 32 + 2],
    [-1, 1],
    [0, -1],
    [7, 0],
    [0, 7],
    [6, 1],
    [3, 4],
    [2 ** 32 - 1, 1],
    [Infinity, 1],
    [0, Infinity],
  ];
  for (const [offset, length] of ranges) {
    await exchange.send(
      Buffer.from('abcdef'),
      offset,
      length,
      port,
      context.loopback,
      context.callback('callback'),
    );
  }
});

scenario('a callback that is no function is ignored', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  const { port } = exchange;
  for (const wrong of [null, 1, 'callback', {}, true, Symbol('callback')]) {
    await exchange.send('x', port, context.loopback, wrong);
    await exchange.send('abc', 0, 3, port, context.loopback, wrong);
  }
});

scenario(
  'where the callback stands wrong it counts as something else',
  { families: true },
  async (context) => {
    const exchange = await Exchange.open(context);
    const { port } = exchange;
    const callback = context.callback('callback');
    await exchange.send('x', callback);
    await exchange.send('x', callback, port);
    await exchange.send('x', undefined, callback);
    await exchange.send('x', 0, 1, callback);
    await exchange.send('x', 0, callback, port);
    await exchange.send(callback, port);
    await exchange.send(callback);
    await exchange.send();
  },
);

scenario('sendto sends, and demands every argument', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  const { client, port } = exchange;
  const address = context.loopback;
  const callback = context.callback('callback');
  const message = Buffer.from('abcdef');
  const calls: unknown[][] = [
    [message, 1, 2, port, address, callback],
    [message, 1, 2, port, address],
    ['text', 0, 4, port, address, callback],
    [message, '1', 2, port, address, callback],
    [message, 1, '2', port, address, callback],
    [message, 1, 2, String(port), address, callback],
    [message, 1, 2, port, undefined, callback],
    [message, 1, 2, port, callback],
    [message, 1, 2, port, null],
    [message, NaN, 2, port, address, callback],
    [message, 1, 2, 0, address, callback],
    [message, 1, 2, 65_536, address, callback],
    [message, 9, 2, port, address, callback],
    [message, port, address, callback],
    [undefined, 1, 2, port, address],
    [{}, 'a', 'b', 'c', 5],
    [],
  ];
  for (const args of calls) {
    context.call(client, 'sendto', ...args);
    await exchange.settled();
  }
});

scenario(
  'send returns nothing, and its callback is never synchronous',
  { families: true },
  async (context) => {
    // Surprise 11.
    const exchange = await Exchange.open(context);
    let synchronous = true;
    const called = new Promise<void>((resolve) => {
      const callback = function (this: unknown, ...args: unknown[]): void {
        context.trace('callback', synchronous, this, args.length, ...args);
        resolve();
      };
      context.attempt('send', () =>
        exchange.client.send('x', exchange.port, context.loopback, callback),
      );
    });
    synchronous = false;
    await called;
  },
);

scenario('callbacks come in the order of their sends', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  const called: Promise<unknown>[] = [];
  for (let index = 0; index < 40; index += 1) {
    const callback = context.callback(`callback ${index}`);
    called.push(callback.called);
    exchange.client.send('x'.repeat(index), exchange.port, context.loopback, callback);
  }
  await Promise.all(called);
  await exchange.settled();
});
