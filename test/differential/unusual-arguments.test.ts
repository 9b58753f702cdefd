import type { AddressInfo } from 'node:net';
import type { Context } from '../support/context';
import type { SocketOptions } from '../support/dgram';
import { scenario } from '../support/differential';
import { Exchange } from '../support/exchange';

/** A lookup that answers in the tick of the question. */
const immediateLookup = {
  lookup: (hostname: string, _family: unknown, callback: (error: null, address: string) => void) =>
    callback(null, hostname),
} as unknown as Partial<SocketOptions>;

function detached(context: Context, view: ArrayBufferView): ArrayBufferView {
  structuredClone(view.buffer, { transfer: [view.buffer as ArrayBuffer] });
  context.name(view, `detached ${view.constructor.name}`);
  return view;
}

function throwing(what: string): () => never {
  return () => {
    throw new Error(what);
  };
}

/** An object whose other properties are getters that throw. */
function throwingGetters(context: Context, plain: object, ...names: readonly string[]): object {
  const getters = names.map((name) => [name, { get: throwing(name) }]);
  const object = Object.defineProperties({ ...plain }, Object.fromEntries(getters));
  context.name(object, `getters of ${names}`);
  return object;
}

scenario('errors describe texts, numbers and objects in their own ways', (context) => {
  const texts = ['x'.repeat(28), 'x'.repeat(29), "it's", `it's ${'x'.repeat(30)}`];
  const others = [2n ** 200n, Symbol('x'.repeat(40)), { constructor: {} }, () => {}];
  for (const recvBufferSize of [...texts, ...others, 1e308, -(2 ** 53)]) {
    context.call(context.dgram, 'createSocket', { type: 'udp4', recvBufferSize });
  }
});

scenario('a getter that throws does so where Node reads it', (context) => {
  const create = (plain: object, ...names: readonly string[]): unknown =>
    context.call(context.dgram, 'createSocket', throwingGetters(context, plain, ...names));
  create({ sendBufferSize: 'x' }, 'type');
  create({ sendBufferSize: 'x' }, 'lookup');
  create({ type: 'udp4', recvBufferSize: 'x' }, 'sendBufferSize');
  const bind = (plain: object, ...names: readonly string[]): unknown =>
    context.call(context.socket('socket'), 'bind', throwingGetters(context, plain, ...names));
  bind({}, 'port', 'exclusive');
  bind({ fd: 1 }, 'exclusive');
});

scenario('BigInts and symbols as sizes, offsets and ports', async (context) => {
  const { client, port } = await Exchange.open(context);
  for (const value of [1n, Symbol('s'), { valueOf: throwing('valueOf') }]) {
    context.call(client, 'setRecvBufferSize', value);
    context.call(client, 'send', 'abc', value, 1, port, context.loopback);
    context.call(client, 'send', 'abc', 0, value, port, context.loopback);
    context.call(context.socket('socket', immediateLookup), 'bind', value);
  }
});

scenario('only the last argument of bind is a callback', async (context) => {
  for (const last of [undefined, null, 1]) {
    const socket = context.socket('socket');
    context.record(socket, 'socket');
    context.call(socket, 'bind', context.callback('no callback'), last);
    await context.turns();
  }
});

scenario('a descriptor is a 32-bit integer', async (context) => {
  for (const fd of [2 ** 31, 2 ** 32 + 1]) {
    const socket = context.socket('socket');
    context.record(socket, 'socket');
    context.call(socket, 'bind', { fd });
    await context.turns();
  }
});

scenario('an address that is no text is refused or converted', async (context) => {
  for (const address of [Symbol('s'), { toString: () => '127.0.0.1' }, [], true]) {
    context.call(context.socket('socket'), 'bind', 0, address);
  }
  await context.turns();
});

scenario('a connected send checks an address that is nothing', async (context) => {
  const server = await context.bound('server');
  const client = await context.connected('client', server);
  for (const address of [false, 0, Number.NaN, '', null]) {
    context.call(client, 'send', 'abc', undefined, undefined, undefined, address);
  }
  await context.messages(server, 2);
});

scenario(
  'a message whose memory was transferred is empty, cut or in parts refused',
  async (context) => {
    const exchange = await Exchange.open(context);
    const { port } = exchange;
    for (const create of [() => Uint8Array.of(1, 2), () => Uint16Array.of(1), () => view(4)]) {
      await exchange.send(detached(context, create()), port, context.loopback);
      await exchange.send(detached(context, create()), 0, 0, port, context.loopback);
      await exchange.send(detached(context, create()), 1, 0, port, context.loopback);
      await exchange.send([detached(context, create())], port, context.loopback);
    }
  },
);

function view(size: number): DataView {
  return new DataView(new ArrayBuffer(size));
}

scenario("a list of parts is read by its places, not by its iterator's", async (context) => {
  const exchange = await Exchange.open(context);
  const list = Object.assign(['a', 'b'], { [Symbol.iterator]: () => ['c'].values() });
  await exchange.send(list, exchange.port, context.loopback);
});

scenario('an address of the other family opens nothing', { families: true }, async (context) => {
  const socket = context.socket('socket');
  context.record(socket, 'socket');
  socket.bind(0, context.foreign);
  await context.turns();
  context.call(socket, 'getRecvBufferSize');
  const joins = context.socket('joins');
  context.call(joins, 'addSourceSpecificMembership', '127.0.0.1', 'ff35::1', '127.0.0.1');
  context.call(joins, 'getRecvBufferSize');
});

scenario('an address that the kernel refuses leaves the socket open', async (context) => {
  const socket = context.socket('socket', { type: 'udp6', ipv6Only: true });
  context.record(socket, 'socket');
  socket.bind(0, '::ffff:127.0.0.1');
  await context.turns();
  context.call(socket, 'address');
});

scenario('a group of the other family decides which options a socket has', async (context) => {
  const socket = context.socket('socket', 'udp6');
  context.call(socket, 'dropMembership', '239.1.2.3', '127.0.0.1');
  context.call(socket, 'setTTL', 1);
  context.call(socket, 'setMulticastLoopback', true);
});

scenario('what is sent while connecting fails for its address first', async (context) => {
  const server = await context.bound('server');
  const client = await context.bound('client');
  const { port } = server.address() as AddressInfo;
  client.connect(port, context.loopback);
  const wrong = context.callback('wrong');
  const right = context.callback('right');
  client.send('abc', port, context.foreign, wrong);
  client.send('abc', port, context.loopback, right);
  await Promise.all([wrong.called, right.called]);
});

scenario("a socket that a listener of 'listening' closes during send", (context) => {
  const socket = context.socket('socket', immediateLookup);
  socket.on('listening', () => socket.close());
  context.call(socket, 'send', 'abc', 9, context.loopback, context.callback('never'));
});

scenario('an interface that is an object is refused without being converted', async (context) => {
  const socket = await context.bound('socket');
  const throws = { toString: throwing('toString') };
  context.name(throws, 'toString throws');
  context.call(socket, 'setMulticastInterface', throws);
});
