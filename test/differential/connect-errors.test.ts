import type { SocketOptions } from '../support/dgram';
import { scenario } from '../support/differential';

type Lookup = NonNullable<SocketOptions['lookup']>;

const failure = (): Error => Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });

/** The first answer is for the implicit bind, what follows for the peer. */
function answers(peer: (callback: Parameters<Lookup>[2]) => void, bind = '127.0.0.1'): Lookup {
  let calls = 0;
  return (_name, _options, callback) => {
    calls += 1;
    if (calls === 1) callback(null, bind, 4);
    else peer(callback);
  };
}

scenario(
  'a failed connect goes to the callback, else to the error event',
  { families: true },
  async (context) => {
    for (const withCallback of [true, false]) {
      const socket = context.socket('socket', {
        lookup: answers((callback) => setImmediate(callback, failure(), '', 4), context.loopback),
      });
      context.record(socket, 'socket');
      const connected = context.callback('connected');
      const args: unknown[] = [9, 'nowhere', ...(withCallback ? [connected] : [])];
      const failed = context.next(socket, 'error');
      context.call(socket, 'connect', ...args);
      await (withCallback ? connected.called : failed);
      context.trace('listeners left', socket.listenerCount('connect'));
      context.call(socket, 'remoteAddress');
      context.call(socket, 'address');
    }
  },
);

scenario(
  'a connect that the kernel refuses tells the address that was asked for',
  { families: true },
  async (context) => {
    // 2001:db8::/32 and 240.0.0.0/4 are never routed; the other family is not even parsed.
    for (const address of [context.foreign, 'not an address']) {
      for (const withCallback of [true, false]) {
        const socket = context.socket('socket', {
          lookup: answers((callback) => callback(null, address, 4), context.loopback),
        });
        context.record(socket, 'socket');
        const connected = context.callback('connected');
        const failed = context.next(socket, 'error');
        context.call(socket, 'connect', 9, 'some.name', ...(withCallback ? [connected] : []));
        await (withCallback ? connected.called : failed);
      }
    }
  },
);

scenario(
  'connecting to a literal of the other family is an error',
  { families: true },
  async (context) => {
    const socket = await context.bound('socket');
    context.record(socket, 'socket');
    const connected = context.callback('connected');
    context.call(socket, 'connect', 9, context.foreign, connected);
    await connected.called;
  },
);

scenario('after a failed connect the socket can connect', { families: true }, async (context) => {
  const server = await context.bound('server');
  const socket = await context.bound('socket');
  context.record(socket, 'socket');
  const refused = context.callback('refused');
  socket.connect(9, context.foreign, refused);
  await refused.called;
  const connected = context.callback('connected');
  context.call(socket, 'connect', server.address().port, context.loopback, connected);
  await connected.called;
  context.call(socket, 'remoteAddress');
});

scenario(
  'connect hands the peer, the family and a callback to a custom lookup',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    for (const address of ['some.name', '', undefined]) {
      const lookup = ((...args: unknown[]): void => {
        context.trace('lookup', args.length, ...args.slice(0, 2), typeof args[2]);
        (args[2] as (error: null, address: string, family: number) => void)(
          null,
          context.loopback,
          4,
        );
      }) as Lookup;
      const socket = context.socket('socket', { lookup });
      const connected = context.callback('connected');
      context.call(socket, 'connect', server.address().port, address, connected);
      await connected.called;
      context.call(socket, 'remoteAddress');
    }
  },
);

scenario('a lookup that throws while connecting to a bound socket', async (context) => {
  let throws = false;
  const socket = context.socket('socket', {
    lookup: (_name, _options, callback) => {
      if (throws) throw new RangeError('from lookup');
      callback(null, context.loopback, 4);
    },
  });
  await context.bind(socket, 'socket');
  throws = true;
  context.call(socket, 'connect', 9, 'name', context.callback('never'));
  context.call(socket, 'remoteAddress');
});

scenario(
  'close while connecting closes, and connect is never reported',
  { families: true },
  async (context) => {
    for (const bound of [true, false]) {
      const socket = bound ? await context.bound('socket') : context.socket('socket');
      context.trace('bound', bound);
      context.record(socket, 'socket');
      const closed = context.next(socket, 'close');
      context.call(socket, 'connect', 9, context.loopback, context.callback('connected'));
      context.call(socket, 'close', context.callback('closed'));
      await closed;
      await context.turns();
    }
  },
);

scenario('close during the lookup of a connect', { families: true }, async (context) => {
  let answer: () => void = () => {};
  const socket = context.socket('socket', {
    lookup: answers((callback) => {
      answer = () => callback(null, context.loopback, 4);
    }, context.loopback),
  });
  await context.bind(socket, 'socket');
  context.record(socket, 'socket');
  const closed = context.next(socket, 'close');
  context.call(socket, 'connect', 9, 'name', context.callback('never'));
  context.call(socket, 'close');
  context.attempt('answer', answer);
  await closed;
  await context.turns();
});

scenario('connect on a closed socket', { families: true }, async (context) => {
  const unbound = context.socket('unbound');
  context.record(unbound, 'unbound');
  const closed = context.next(unbound, 'close');
  unbound.close();
  context.call(unbound, 'connect', 9, context.loopback, context.callback('never'));
  context.call(unbound, 'connect', 0);
  await closed;
});
