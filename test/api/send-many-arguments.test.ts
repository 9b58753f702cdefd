import assert from 'node:assert/strict';
import { type Sockets, sendMany, socketTest } from '../support/sockets';

const TYPE = 'ERR_INVALID_ARG_TYPE';
const RANGE = 'ERR_OUT_OF_RANGE';
const PORT = 'ERR_SOCKET_BAD_PORT';
const CONNECTED = 'ERR_SOCKET_DGRAM_IS_CONNECTED';

/** Arguments, made from the port of somebody who listens, that are refused with that code. */
interface Refusal {
  name: string;
  code: string;
  arguments: (port: number) => unknown[];
}

function refuse(name: string, code: string, args: Refusal['arguments']): Refusal {
  return { name, code, arguments: args };
}

const ONE = ['good'];

const REFUSALS: readonly Refusal[] = [
  ...[undefined, null, 5, 'text', Buffer.from('bytes'), {}, new Set(ONE)].map((messages) =>
    refuse(`${inspect(messages)} in the place of an array`, TYPE, (port) => [messages, { port }]),
  ),
  ...[undefined, null, 5, true, Symbol('s'), () => {}, {}, new ArrayBuffer(2)].map((entry) =>
    refuse(`${inspect(entry)} among the messages`, TYPE, (port) => [['good', entry], { port }]),
  ),
  ...[undefined, null, 5, {}, new ArrayBuffer(2)].map((message) =>
    refuse(`${inspect(message)} as an entry's message`, TYPE, (port) => [
      ['good', { message, port }],
      { port },
    ]),
  ),
  ...[undefined, null, 5, ['nested']].map((part) =>
    refuse(`${inspect(part)} among the parts of a message`, TYPE, (port) => [
      ['good', ['good', part]],
      { port },
    ]),
  ),
  refuse('a hole among the messages', TYPE, (port) => [new Array(2), { port }]),
  ...[undefined, null, 0, -1, 1.5, 70_000, Number.NaN, '', 'x', {}, true].flatMap((port) => [
    refuse(`the port ${inspect(port)} of the options`, PORT, () => [ONE, { port }]),
    refuse(`the port ${inspect(port)} of an entry`, PORT, (good) => {
      const isLacking = port === undefined || port === null;
      return [['good', { message: 'x', port }], isLacking ? {} : { port: good }];
    }),
    refuse(`the port ${inspect(port)} of segments`, PORT, () => ['x', { port, segmentSize: 1 }]),
  ]),
  ...[5, true, {}, ['127.0.0.1']].flatMap((address) => [
    refuse(`the address ${inspect(address)} of the options`, TYPE, (port) => [
      ONE,
      { port, address },
    ]),
    refuse(`the address ${inspect(address)} of an entry`, TYPE, (port) => [
      ['good', { message: 'x', address }],
      { port },
    ]),
    refuse(`the address ${inspect(address)} of segments`, TYPE, (port) => [
      'x',
      { port, address, segmentSize: 1 },
    ]),
  ]),
  ...[0, -1, 1.5, 70_000, 65_536, Number.NaN].map((segmentSize) =>
    refuse(`the segment size ${segmentSize}`, RANGE, (port) => ['text', { port, segmentSize }]),
  ),
  ...[null, '5', true, {}, 5n].map((segmentSize) =>
    refuse(`the segment size ${inspect(segmentSize)}`, TYPE, (port) => [
      'text',
      { port, segmentSize },
    ]),
  ),
  ...[undefined, null, 5, ['a', 'b'], { message: 'x' }, new ArrayBuffer(2)].map((message) =>
    refuse(`${inspect(message)} to be cut`, TYPE, (port) => [message, { port, segmentSize: 1 }]),
  ),
  ...['text', 5, true].map((options) =>
    refuse(`${inspect(options)} in the place of options`, TYPE, () => [ONE, options]),
  ),
  ...[null, 'text', 5, {}].map((callback) =>
    refuse(`${inspect(callback)} in the place of a callback`, TYPE, (port) => [
      ONE,
      { port },
      callback,
    ]),
  ),
];

function inspect(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(inspect)}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `${value.constructor.name} ${JSON.stringify(value)}`;
}

/** What is refused is so whether the socket is bound or not. */
const SOCKETS = {
  'a bound socket': (sockets: Sockets) => sockets.bound(),
  'an unbound socket': (sockets: Sockets) => sockets.unbound(),
};

for (const [kind, make] of Object.entries(SOCKETS)) {
  for (const { name, code, arguments: args } of REFUSALS) {
    socketTest(`${kind} refuses ${name}, and sends nothing`, async (sockets) => {
      const inbox = await sockets.inbox();
      const { port } = inbox;
      const socket = make(sockets);
      const call = () => Reflect.apply(socket.sendMany, socket, args(port));
      assert.throws(call, { code });
      assert.equal((await sendMany(socket, ['after'], { port })).sent, 1);
      assert.deepEqual(await inbox.received(), ['after']);
    });
  }
}

const DESTINATIONS: Readonly<Record<string, (port: number) => unknown[]>> = {
  'a port in the options': (port) => [ONE, { port }],
  'an address in the options': () => [ONE, { address: '127.0.0.1' }],
  'a port in an entry': (port) => [['good', { message: 'x', port }]],
  'an address in an entry': () => [['good', { message: 'x', address: '127.0.0.1' }]],
  'a port of segments': (port) => ['text', { port, segmentSize: 1 }],
};

for (const [name, args] of Object.entries(DESTINATIONS)) {
  socketTest(`a connected socket refuses ${name}, and sends nothing`, async (sockets) => {
    const inbox = await sockets.inbox();
    const socket = sockets.bound();
    socket.connectSync(inbox.port, '127.0.0.1');
    const call = () => Reflect.apply(socket.sendMany, socket, args(inbox.port));
    assert.throws(call, { code: CONNECTED });
    assert.equal((await sendMany(socket, ['after'])).sent, 1);
    assert.deepEqual(await inbox.received(), ['after']);
  });
}

socketTest('a refusal names the place of what it refuses', (sockets) => {
  const socket = sockets.bound();
  const refusals: [RegExp, ...unknown[]][] = [
    [
      /^The "messages" argument must be an instance of Array; a single message takes options\.segmentSize\. Received an instance of Buffer$/,
      Buffer.from('text'),
      { port: 9 },
    ],
    [
      /^The "messages" argument must be a single message with options\.segmentSize: of type string or an instance of .* Received an instance of Array$/,
      ['text'],
      { port: 9, segmentSize: 1 },
    ],
    [/^The "messages\[1\]" argument must be .* Received type number \(5\)$/, ['x', 5], { port: 9 }],
    [/"messages\[0\]\.message" property must be .* Received null$/, [{ message: null }]],
    [
      /^The "messages\[0\]" argument must be .* Received an instance of ArrayBuffer$/,
      [new ArrayBuffer(1)],
      { port: 9 },
    ],
    [
      /^messages\[1\]\.port should be > 0 and < 65536\. Received type number \(70000\)\.$/,
      ['x', { message: 'y', port: 70_000 }],
      { port: 9 },
    ],
    [
      /^The "messages\[0\]\.address" property must be of type string\. Received type number \(5\)$/,
      [{ message: 'x', address: 5 }],
      { port: 9 },
    ],
    [
      /^The property 'messages\[0\]\.segmentSize' is for a single message: .* Received 1$/,
      [{ message: 'x', segmentSize: 1 }],
      { port: 9 },
    ],
    [
      /"options\.segmentSize" is out of range\. It must be >= 1 && <= 65535\. Received 0$/,
      'x',
      { segmentSize: 0 },
    ],
    [
      /^Port should be > 0 and < 65536\. Received type number \(70000\)\.$/,
      ['x'],
      { port: 70_000 },
    ],
    [/^The "callback" argument must be of type function\. Received type number \(5\)$/, [], {}, 5],
    [/^The "options" argument must be of type object\. Received type number \(5\)$/, [], 5],
  ];
  for (const [message, ...args] of refusals) {
    assert.throws(() => Reflect.apply(socket.sendMany, socket, args), { message });
  }
});

for (const [name, args] of [
  ['messages', [ONE, { port: 9 }]],
  ['segments', ['text', { port: 9, segmentSize: 1 }]],
  ['nothing', [[]]],
] as const) {
  socketTest(`a closed socket refuses ${name}`, (sockets) => {
    const socket = sockets.bound();
    socket.close();
    const call = () => Reflect.apply(socket.sendMany, socket, args);
    assert.throws(call, { code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' });
  });
}

socketTest('an entry that throws sends nothing', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const socket = sockets.bound();
  const failure = new Error('from the entry');
  for (const key of ['message', 'port', 'address']) {
    const entry = { message: 'x', port, address: '127.0.0.1' };
    Object.defineProperty(entry, key, {
      get: () => {
        throw failure;
      },
    });
    const call = () => socket.sendMany(['good', entry], { port });
    assert.throws(call, (error) => error === failure, key);
  }
  await sendMany(socket, ['after'], { port });
  assert.deepEqual(await inbox.received(), ['after']);
});

socketTest('an entry that closes the socket sends nothing', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const socket = sockets.bound();
  const entry = {
    get message(): string {
      socket.close();
      return 'x';
    },
  };
  const call = () => socket.sendMany(['good', entry], { port }, () => assert.fail('called'));
  assert.throws(call, { code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' });
  assert.deepEqual(await inbox.received(), []);
});

socketTest('an entry that sends is behind what it sent', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const socket = sockets.bound();
  const entry = {
    get message(): string {
      socket.sendMany(['inner many'], { port });
      socket.send('inner', port, '127.0.0.1');
      return 'outer';
    },
  };
  assert.equal((await sendMany(socket, ['first', entry], { port })).sent, 2);
  assert.deepEqual(await inbox.received(), ['inner many', 'inner', 'first', 'outer']);
});

socketTest(
  'an entry that connects the socket fails the call, as it does send()',
  async (sockets) => {
    const inbox = await sockets.inbox();
    const { port } = inbox;
    const socket = sockets.bound();
    const entry = {
      get message(): string {
        socket.connectSync(port, '127.0.0.1');
        return 'x';
      },
    };
    const { error, sent } = await sendMany(socket, ['good', entry], { port });
    assert.deepEqual([error?.code, sent], ['EISCONN', 0]);
    assert.deepEqual(await inbox.received(), []);
  },
);
