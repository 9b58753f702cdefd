import type { SocketOptions } from '../support/dgram';
import { scenario } from '../support/differential';
import { Exchange } from '../support/exchange';

type Lookup = NonNullable<SocketOptions['lookup']>;
type Callback = Parameters<Lookup>[2];

const failure = (): Error =>
  Object.assign(new Error('getaddrinfo ENOTFOUND'), {
    errno: -3008,
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname: 'nowhere',
  });

scenario('a host name is resolved for send', async (context) => {
  const exchange = await Exchange.open(context);
  for (const name of ['localhost', 'LOCALHOST', '127.1', '2130706433', '0x7f.1']) {
    const callback = context.callback(`sent to ${name}`);
    const received = context.next(exchange.server, 'message');
    context.call(exchange.client, 'send', 'x', exchange.port, name, callback);
    await Promise.all([callback.called, received]);
  }
});

scenario(
  'send hands the name, the family and a callback to a custom lookup, each time',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const { port } = server.address();
    const lookup = function (this: unknown, ...args: unknown[]): void {
      context.trace('lookup', args.length, ...args.slice(0, 2), typeof args[2], this === undefined);
      setImmediate(args[2] as (...args: unknown[]) => void, null, context.loopback, 4);
    } as Lookup;
    const socket = context.socket('socket', { lookup });
    await context.bind(socket, 'socket');
    for (const address of [
      'some.name',
      'some.name',
      context.loopback,
      context.foreign,
      '',
      null,
      undefined,
    ]) {
      const sent = context.callback('sent');
      const received = context.messages(server, 1);
      context.call(socket, 'send', 'x', port, address, sent);
      await Promise.all([sent.called, received]);
    }
  },
);

scenario(
  'a lookup that answers at once still lets send return before its callback',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const socket = context.socket('socket', {
      lookup: (_name, _options, callback) => callback(null, context.loopback, 4),
    });
    const sent = context.callback('sent');
    context.call(socket, 'send', 'unbound', server.address().port, 'name', sent);
    await sent.called;
    const again = context.callback('sent again');
    context.call(socket, 'send', 'bound', server.address().port, 'name', again);
    await again.called;
  },
);

scenario(
  'a failed lookup goes to the callback, the same error',
  { families: true },
  async (context) => {
    const error = failure();
    let fails = false;
    const socket = context.socket('socket', {
      lookup: (_name, _options, callback) => {
        if (fails) setImmediate(callback, error, '', 4);
        else callback(null, context.loopback, 4);
      },
    });
    await context.bind(socket, 'socket');
    fails = true;
    context.record(socket, 'socket');
    const sent = context.callback('sent');
    context.call(socket, 'send', 'x', 9, 'nowhere', sent);
    const [received] = await sent.called;
    context.trace('the same', received === error);
    await context.turns();
  },
);

scenario(
  'a failed lookup without a callback is an error event',
  { families: true },
  async (context) => {
    // Surprise 3, its second half.
    let fails = false;
    const socket = context.socket('socket', {
      lookup: (_name, _options, callback) => {
        if (fails) callback(failure(), '', 4);
        else callback(null, context.loopback, 4);
      },
    });
    await context.bind(socket, 'socket');
    fails = true;
    context.record(socket, 'socket');
    const failed = context.next(socket, 'error');
    context.call(socket, 'send', 'x', 9, 'nowhere');
    context.trace('send has returned');
    await failed;
  },
);

scenario(
  'a name that cannot be one is ENOTFOUND or the like',
  { families: true },
  async (context) => {
    // Refused before any question leaves the machine.
    const exchange = await Exchange.open(context);
    for (const name of ['x'.repeat(300), `${'x'.repeat(64)}.${'y'.repeat(200)}`]) {
      const sent = context.callback('sent');
      context.call(exchange.client, 'send', 'x', exchange.port, name, sent);
      await sent.called;
      const failed = context.next(exchange.client, 'error');
      context.call(exchange.client, 'send', 'x', exchange.port, name);
      await failed;
    }
  },
);

scenario(
  'closing before a lookup ends drops the datagram and its callback',
  { families: true },
  async (context) => {
    // Surprise 4.
    for (const error of [null, failure()]) {
      const pending: Callback[] = [];
      let waits = false;
      const socket = context.socket('socket', {
        lookup: (_name, _options, callback) => {
          if (waits) pending.push(callback);
          else callback(null, context.loopback, 4);
        },
      });
      await context.bind(socket, 'socket');
      waits = true;
      context.record(socket, 'socket');
      context.call(socket, 'send', 'x', 9, 'name', context.callback('sent'));
      const closed = context.next(socket, 'close');
      context.call(socket, 'close');
      await closed;
      context.trace('lookup ends with', error);
      for (const callback of pending) callback(error, context.loopback, 4);
      await context.turns();
    }
  },
);

scenario(
  'datagrams leave in the order in which their lookups end',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const { port } = server.address();
    const pending = new Map<string, Callback>();
    const socket = context.socket('socket', {
      lookup: (name, _options, callback) => {
        if (name.startsWith('name')) pending.set(name, callback);
        else callback(null, context.loopback, 4);
      },
    });
    await context.bind(socket, 'socket');
    context.record(server, 'server', ['message']);
    const received = context.messages(server, 3);
    for (const name of ['name one', 'name two'])
      socket.send(name, port, name, context.callback(name));
    socket.send('literal', port, context.loopback, context.callback('literal'));
    await context.turns();
    pending.get('name two')?.(null, context.loopback, 4);
    await context.turns();
    pending.get('name one')?.(null, context.loopback, 4);
    await received;
  },
);

scenario('a lookup that throws makes send throw', { families: true }, async (context) => {
  let throws = false;
  const socket = context.socket('socket', {
    lookup: (_name, _options, callback) => {
      if (throws) throw new RangeError('from lookup');
      callback(null, context.loopback, 4);
    },
  });
  await context.bind(socket, 'socket');
  throws = true;
  context.call(socket, 'send', 'x', 9, 'name', context.callback('never'));
  context.call(socket, 'send', 'x', 9);
  await context.turns();
});

scenario(
  'a lookup may answer with something that is no address',
  { families: true },
  async (context) => {
    let answer: unknown = context.loopback;
    const socket = context.socket('socket', {
      lookup: (_name, _options, callback) => callback(null, answer as string, 4),
    });
    await context.bind(socket, 'socket');
    for (const odd of ['', 'no address', '127.0.0.1.1', context.foreign, ' 127.0.0.1', '[::1]']) {
      answer = odd;
      const sent = context.callback('sent');
      context.call(socket, 'send', 'x', 9, 'name', sent);
      await sent.called;
    }
  },
);

scenario(
  'a literal of the other family is EINVAL in the callback',
  { families: true },
  async (context) => {
    // Surprise 7.
    const exchange = await Exchange.open(context);
    await exchange.send('x', exchange.port, context.foreign, context.callback('sent'));
    await exchange.send('x', 0, 1, exchange.port, context.foreign, context.callback('sent'));
  },
);

scenario('an address with a zone is for IPv6', async (context) => {
  for (const type of ['udp4', 'udp6'] as const) {
    const socket = await context.bound(type, type);
    context.record(socket, type, ['error']);
    for (const address of ['::1%lo', '::1%1']) {
      const sent = context.callback(`${type} to ${address}`);
      context.call(socket, 'send', 'x', 9, address, sent);
      await sent.called;
    }
  }
});
