import assert from 'node:assert/strict';
import type { Socket } from 'fast-dgram';
import { datagrams, socketTest, texts } from '../support/sockets';

/** Values that a datagram can't say, with what is said of them. */
const WRONG: readonly [name: string, value: unknown, code: string, message: RegExp][] = [
  [
    'localAddress',
    1,
    'ERR_INVALID_ARG_TYPE',
    /must be of type string\. Received type number \(1\)/,
  ],
  ['localAddress', null, 'ERR_INVALID_ARG_TYPE', /must be of type string\. Received null/],
  ['localAddress', 'localhost', 'ERR_INVALID_ARG_VALUE', /must be an IP address/],
  ['localAddress', '', 'ERR_INVALID_ARG_VALUE', /must be an IP address/],
  ['localAddress', '127.0.0.256', 'ERR_INVALID_ARG_VALUE', /must be an IP address/],
  ['interface', true, 'ERR_INVALID_ARG_TYPE', /one of type string or number/],
  ['interface', null, 'ERR_INVALID_ARG_TYPE', /one of type string or number/],
  ['interface', 0, 'ERR_OUT_OF_RANGE', />= 1 && <= 2147483647\. Received 0/],
  ['interface', 1.5, 'ERR_OUT_OF_RANGE', /an integer\. Received 1\.5/],
  ['interface', 2 ** 31, 'ERR_OUT_OF_RANGE', /<= 2147483647/],
  ['ecn', '1', 'ERR_INVALID_ARG_TYPE', /of type number/],
  ['ecn', null, 'ERR_INVALID_ARG_TYPE', /of type number/],
  ['ecn', 4, 'ERR_OUT_OF_RANGE', />= 0 && <= 3\. Received 4/],
  ['ecn', -1, 'ERR_OUT_OF_RANGE', />= 0 && <= 3\. Received -1/],
  ['tos', 256, 'ERR_OUT_OF_RANGE', />= 0 && <= 255\. Received 256/],
  ['tos', Number.NaN, 'ERR_OUT_OF_RANGE', /an integer\. Received NaN/],
  ['ttl', 0, 'ERR_OUT_OF_RANGE', />= 1 && <= 255\. Received 0/],
  ['ttl', 256, 'ERR_OUT_OF_RANGE', />= 1 && <= 255\. Received 256/],
  ['ttl', 64n, 'ERR_INVALID_ARG_TYPE', /of type number/],
  ['txtime', 1, 'ERR_INVALID_ARG_TYPE', /of type bigint\. Received type number \(1\)/],
  ['txtime', -1n, 'ERR_OUT_OF_RANGE', />= 0n && <= 9223372036854775807n\. Received -1n/],
  ['txtime', 2n ** 63n, 'ERR_OUT_OF_RANGE', /<= 9223372036854775807n/],
  ['port', 0, 'ERR_SOCKET_BAD_PORT', /options\.port should be > 0 and < 65536/],
  ['port', undefined, 'ERR_SOCKET_BAD_PORT', /options\.port should be > 0 and < 65536/],
  ['port', 65_536, 'ERR_SOCKET_BAD_PORT', /Received type number \(65536\)/],
  ['address', 1, 'ERR_INVALID_ARG_TYPE', /"address" argument must be of type string/],
  ['address', () => {}, 'ERR_INVALID_ARG_TYPE', /"address" argument must be of type string/],
];

/** Calls with any arguments, right or wrong. */
function call(socket: Socket, method: 'send' | 'sendMany', ...args: unknown[]): unknown {
  return Reflect.apply(socket[method], socket, args);
}

function label(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

const never = (): void => assert.fail('a callback was called');

for (const [name, value, code, message] of WRONG) {
  socketTest(`send throws where ${name} is ${label(value)}, and sends nothing`, (sockets) => {
    const [sender, receiver] = [sockets.bound(), sockets.bound()];
    receiver.on('message', never);
    const options = { port: receiver.address().port, [name]: value };
    assert.throws(() => call(sender, 'send', 'x', options, never), { code, message });
    assert.equal(sender.stats().datagramsSent, 0);
    assert.deepEqual(sender.stats().datagramsFailed, {});
    const unbound = sockets.unbound();
    assert.throws(() => call(unbound, 'send', 'x', options, never), { code, message });
    assert.equal(unbound.fd, -1, 'it is not bound for nothing');
  });
}

for (const [name, value, code, text] of WRONG) {
  if (name === 'port' || name === 'address') continue;
  const source = text.source;
  socketTest(`sendMany throws where ${name} is ${label(value)}, and sends nothing`, (sockets) => {
    const [sender, receiver] = [sockets.bound(), sockets.bound()];
    receiver.on('message', never);
    const { port } = receiver.address();
    const common = { port, [name]: value };
    const entries = ['x', { message: 'y', [name]: value }];
    assert.throws(() => call(sender, 'sendMany', ['x'], common, never), {
      code,
      message: new RegExp(`options\\.${name}.*${source}`),
    });
    assert.throws(() => call(sender, 'sendMany', 'xyz', { ...common, segmentSize: 1 }, never), {
      code,
      message: new RegExp(`options\\.${name}.*${source}`),
    });
    assert.throws(() => call(sender, 'sendMany', entries, { port }, never), {
      code,
      message: new RegExp(`messages\\[1\\]\\.${name}.*${source}`),
    });
    assert.equal(sender.stats().datagramsSent, 0);
  });
}

socketTest('the options of a connected socket name no destination', (sockets) => {
  const peer = sockets.bound();
  const socket = sockets.connectedTo(peer);
  for (const options of [{ port: 1 }, { address: '127.0.0.1' }]) {
    assert.throws(() => call(socket, 'send', 'x', options, never), {
      code: 'ERR_SOCKET_DGRAM_IS_CONNECTED',
    });
  }
  assert.equal(socket.stats().datagramsSent, 0);
});

for (const value of [{}, { ttl: 1 }]) {
  socketTest(`options without a port are a bad one: ${JSON.stringify(value)}`, (sockets) => {
    const socket = sockets.bound();
    assert.throws(() => call(socket, 'send', 'x', value, never), { code: 'ERR_SOCKET_BAD_PORT' });
  });
}

socketTest('options are followed by a callback, or they are a bad port', (sockets) => {
  const socket = sockets.bound();
  for (const third of ['127.0.0.1', 1, {}]) {
    assert.throws(() => call(socket, 'send', 'x', { port: 1 }, third, never), {
      code: 'ERR_SOCKET_BAD_PORT',
    });
  }
});

socketTest(
  'what is followed by a length is no object of options but an offset',
  async (sockets) => {
    const receiver = sockets.bound();
    const received = datagrams(receiver, 1);
    call(sockets.connectedTo(receiver), 'send', 'abcdef', { ttl: 0 }, 3);
    assert.deepEqual(texts(await received), ['abc']);
  },
);

for (const value of [[1], new Map(), new (class Options {})(), Buffer.from('1')]) {
  socketTest(`${value.constructor.name} is no object of options but a bad port`, (sockets) => {
    const socket = sockets.bound();
    assert.throws(() => call(socket, 'send', 'x', Object.assign(value, { port: 1 }), never), {
      code: 'ERR_SOCKET_BAD_PORT',
    });
  });
}

socketTest('a proxy is no object of options but a bad port, and is not asked', (sockets) => {
  const options = new Proxy({ port: 1 }, { getPrototypeOf: () => assert.fail('it is asked') });
  assert.throws(() => call(sockets.bound(), 'send', 'x', options, never), {
    code: 'ERR_SOCKET_BAD_PORT',
  });
});

socketTest('options without a prototype are options', async (sockets) => {
  const [sender, receiver] = [sockets.bound(), sockets.bound()];
  const { port } = receiver.address();
  const options = Object.assign(Object.create(null) as object, { port, ttl: 9 });
  await new Promise((resolve) => {
    receiver.once('message', resolve);
    call(sender, 'send', 'x', options);
  });
});
