import type { SocketOptions } from '../support/dgram';
import { scenario } from '../support/differential';

// What a failure leaves behind. The names tell what Node does, on every version; where it is one of
// its mistakes, `differs` tells what fast-dgram does instead.

type Lookup = NonNullable<SocketOptions['lookup']>;

const failure = (): Error => Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });

const throwing: Lookup = () => {
  throw new RangeError('from lookup');
};

scenario(
  'a bind that threw leaves the socket binding',
  { families: true, differs: 'a bind that threw has changed nothing' },
  (context) => {
    const wrong: [string, unknown[], Partial<SocketOptions>][] = [
      ['a bad address', [0, 1], {}],
      ['a bad descriptor', [{ fd: 999_999 }], {}],
      ['a throwing lookup', [0, 'name'], { lookup: throwing }],
    ];
    for (const [label, args, options] of wrong) {
      const socket = context.socket(label, options);
      context.call(socket, 'bind', ...args, context.callback('never'));
      context.trace('listeners', socket.listenerCount('listening'));
      context.call(socket, 'bind', 0, context.loopback);
    }
  },
);

scenario(
  'a connect that threw leaves the socket connecting',
  { families: true, differs: 'a connect that threw has changed nothing' },
  async (context) => {
    const callback = await context.bound('with a bad callback');
    context.call(callback, 'connect', 9, context.loopback, 'no function');
    context.call(callback, 'connect', 9, context.loopback);
    let throws = false;
    const lookup = context.socket('with a throwing lookup', {
      lookup: (name, options, callback) => {
        if (throws) throwing(name, options, callback);
        else callback(null, context.loopback, 4);
      },
    });
    await context.bind(lookup, 'lookup');
    throws = true;
    context.call(lookup, 'connect', 9, 'name');
    context.call(lookup, 'connect', 9, 'name');
  },
);

scenario(
  'a connect whose implicit bind fails leaves the socket connecting for ever',
  { differs: 'the callback gets the error, and the socket can connect again' },
  async (context) => {
    let calls = 0;
    const socket = context.socket('socket', {
      lookup: (_name, _options, callback) => {
        calls += 1;
        if (calls === 1) setImmediate(callback, failure(), '', 4);
        else callback(null, context.loopback, 4);
      },
    });
    context.record(socket, 'socket');
    const failed = context.next(socket, 'error');
    context.call(socket, 'connect', 9, context.loopback, context.callback('never'));
    await failed;
    await context.turns();
    context.call(socket, 'connect', 9, context.loopback);
    context.call(socket, 'remoteAddress');
  },
);

scenario(
  'a send behind a bind that fails is dropped, and its callback never called',
  { families: true, differs: 'the callback gets an error' },
  async (context) => {
    const owner = await context.bound('owner');
    const { port, address } = owner.address();
    const socket = context.socket('socket');
    context.record(socket, 'socket');
    const failed = context.next(socket, 'error');
    socket.bind(port, address);
    context.call(socket, 'send', 'x', port, address, context.callback('never'));
    await failed;
    await context.turns();
  },
);

scenario('a send after a bind that failed binds and sends', { families: true }, async (context) => {
  const owner = await context.bound('owner');
  const { port, address } = owner.address();
  const socket = context.socket('socket');
  context.record(socket, 'socket');
  const failed = context.next(socket, 'error');
  socket.bind(port, address);
  await failed;
  const sent = context.callback('sent');
  context.call(socket, 'send', 'x', port, address, sent);
  await sent.called;
});

scenario(
  'a close behind a bind that fails is lost',
  { families: true, differs: 'the socket closes' },
  async (context) => {
    const owner = await context.bound('owner');
    const { port, address } = owner.address();
    const socket = context.socket('socket');
    context.record(socket, 'socket');
    const failed = context.next(socket, 'error');
    socket.bind(port, address);
    context.call(socket, 'send', 'x', port, address);
    context.call(socket, 'close', context.callback('closed'));
    await failed;
    await context.turns();
    context.call(socket, 'address');
  },
);

scenario(
  'a listener of errors may close a socket whose close waits for a bind that fails',
  { families: true },
  async (context) => {
    const lookup: Lookup = (_name, _options, callback) => setImmediate(callback, failure(), '', 4);
    const socket = context.socket('socket', { lookup });
    context.record(socket, 'socket');
    const closed = context.next(socket, 'close');
    socket.on('error', () => context.call(socket, 'close', context.callback('closed by it')));
    context.call(socket, 'send', 'x', 9, context.loopback);
    context.call(socket, 'close', context.callback('closed'));
    await closed;
    await context.turns();
  },
);
