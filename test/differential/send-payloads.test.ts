import { scenario } from '../support/differential';
import { Exchange } from '../support/exchange';

const BYTES = Uint8Array.from({ length: 32 }, (_unused, index) => 65 + index);

/** Views of every kind, each over a part of a larger buffer. */
function views(): ArrayBufferView[] {
  const { buffer } = BYTES;
  return [
    Buffer.from(buffer, 8, 8),
    new Uint8Array(buffer, 8, 8),
    new Uint8ClampedArray(buffer, 8, 8),
    new Int8Array(buffer, 8, 8),
    new Uint16Array(buffer, 8, 4),
    new Int16Array(buffer, 8, 4),
    new Uint32Array(buffer, 8, 2),
    new Int32Array(buffer, 8, 2),
    new Float32Array(buffer, 8, 2),
    new Float64Array(buffer, 8, 1),
    new BigInt64Array(buffer, 8, 1),
    new BigUint64Array(buffer, 8, 1),
    new DataView(buffer, 8, 8),
    new Uint8Array(buffer, 8, 0),
    new DataView(buffer, 32),
    BYTES.subarray(3, 5),
  ];
}

scenario('every kind of view is sent, the whole of it', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  for (const view of views())
    await exchange.send(view, exchange.port, context.loopback, context.callback('callback'));
});

scenario('offset and length count bytes of any view', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  for (const view of views()) {
    await exchange.send(view, 1, 2, exchange.port, context.loopback, context.callback('callback'));
  }
});

scenario('a connected socket sends views too', { families: true }, async (context) => {
  const exchange = await Exchange.open(context, true);
  for (const view of views()) {
    await exchange.send(view, context.callback('callback'));
    await exchange.send(view, 1, 1, context.callback('callback'));
  }
});

scenario('a list is one datagram', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  const lists: unknown[][] = [
    [],
    [''],
    ['', '', ''],
    ['one'],
    ['one ', 'two ', 'three'],
    ['', 'a', '', 'b', ''],
    [Buffer.alloc(0), 'x', new Uint8Array(0)],
    ['ä', 'ö'],
    views(),
    Array.from({ length: 500 }, (_unused, index) => String(index % 10)),
  ];
  for (const list of lists) {
    await exchange.send(list, exchange.port, context.loopback, context.callback('callback'));
  }
});

scenario(
  'a list may be changed as soon as send has returned',
  { families: true },
  async (context) => {
    const exchange = await Exchange.open(context);
    const list = ['one ', 'two'];
    const callback = context.callback('callback');
    exchange.client.send(list, exchange.port, context.loopback, callback);
    list.length = 0;
    list.push('changed');
    await callback.called;
    await exchange.settled();
  },
);

scenario('a list of something else is refused', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  const sparse = ['a'];
  sparse[2] = 'c';
  const lists: unknown[][] = [
    [1],
    ['a', null],
    ['a', undefined],
    [['a']],
    [{}],
    [new ArrayBuffer(4)],
    sparse,
    [true],
    [() => {}],
    [Symbol('a')],
  ];
  for (const list of lists)
    await exchange.send(list, exchange.port, context.loopback, context.callback('never'));
});

scenario('a message of another type is refused', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  const wrong: unknown[] = [
    undefined,
    null,
    0,
    23,
    NaN,
    true,
    false,
    {},
    () => {},
    Symbol('message'),
    1n,
    new Date(0),
    new ArrayBuffer(4),
    new SharedArrayBuffer(4),
    { length: 1, 0: 'a' },
    new String('text'),
    new Set(['a']),
  ];
  for (const message of wrong) {
    await exchange.send(message, exchange.port, context.loopback, context.callback('never'));
    await exchange.send(message, 0, 1, exchange.port, context.loopback, context.callback('never'));
  }
});

scenario('text is sent as UTF-8', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  for (const text of ['', 'ascii', 'äöü', '\u{1F600}', '\ud800', '\0', 'a\u0000b', '\ufeffbom']) {
    await exchange.send(text, exchange.port, context.loopback, context.callback('callback'));
  }
});

scenario('an empty datagram is a datagram', { families: true }, async (context) => {
  // Surprise 10, on the sending side.
  const exchange = await Exchange.open(context);
  for (const empty of ['', Buffer.alloc(0), [], [''], new DataView(new ArrayBuffer(0))]) {
    await exchange.send(empty, exchange.port, context.loopback, context.callback('callback'));
  }
  await exchange.send('abc', 3, 0, exchange.port, context.loopback, context.callback('callback'));
});

scenario('a buffer may be changed in the callback', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  const buffer = Buffer.from('original');
  const callback = context.callback('callback');
  exchange.client.send(buffer, exchange.port, context.loopback, (...args) => {
    buffer.fill('x');
    callback(...args);
  });
  await callback.called;
  await exchange.settled();
});

scenario(
  'the greatest datagram is sent, and the next byte is EMSGSIZE',
  { families: true },
  async (context) => {
    const greatest = context.type === 'udp4' ? 65_507 : 65_527;
    const exchange = await Exchange.open(context);
    const { port } = exchange;
    for (const size of [65_000, greatest, greatest + 1, 100_000]) {
      const message = Buffer.alloc(size, 'm');
      await exchange.send(message, port, context.loopback, context.callback('callback'));
      await exchange.send(
        [message.subarray(0, 1000), message.subarray(1000)],
        port,
        context.callback('callback'),
      );
    }
  },
);

scenario('a failed send without a callback is silent', { families: true }, async (context) => {
  // Surprise 3.
  const exchange = await Exchange.open(context);
  await exchange.send(Buffer.alloc(70_000), exchange.port, context.loopback);
  await exchange.send(Buffer.alloc(70_000), exchange.port);
  await exchange.send('x', exchange.port, context.foreign);
  const connected = await Exchange.open(context, true);
  await connected.send(Buffer.alloc(70_000));
});

scenario('a failed send does not disturb its neighbours', { families: true }, async (context) => {
  const exchange = await Exchange.open(context);
  const { client, port } = exchange;
  for (let index = 0; index < 6; index += 1) {
    const message = index % 2 === 0 ? `datagram ${index}` : Buffer.alloc(70_000);
    client.send(message, port, context.loopback, context.callback(`callback ${index}`));
  }
  await exchange.settled();
});

scenario('EMSGSIZE on a connected socket names no address', { families: true }, async (context) => {
  const exchange = await Exchange.open(context, true);
  await exchange.send(Buffer.alloc(70_000), context.callback('callback'));
});
