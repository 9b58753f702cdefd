import type { SocketOptions } from '../support/dgram';
import { scenario } from '../support/differential';

type Lookup = NonNullable<SocketOptions['lookup']>;

const failure = (): NodeJS.ErrnoException =>
  Object.assign(new Error('getaddrinfo ENOTFOUND'), {
    code: 'ENOTFOUND',
    errno: -3008,
    syscall: 'getaddrinfo',
  });

scenario(
  'bind hands the address, the family and a callback to a custom lookup',
  { families: true },
  async (context) => {
    const lookup = function (this: unknown, ...args: unknown[]): void {
      context.trace('lookup', args.length, ...args.slice(0, 2), typeof args[2], this === undefined);
      (args[2] as (error: null, address: string, family: number) => void)(
        null,
        context.loopback,
        4,
      );
    } as Lookup;
    const attempts: unknown[][] = [
      [],
      [0, 'some.name'],
      [0, context.loopback],
      [{ address: 'other.name' }],
      [0, context.foreign],
    ];
    for (const args of attempts) {
      const socket = context.socket('socket', { lookup });
      context.record(socket, 'socket');
      context.call(socket, 'bind', ...args, context.callback('bound'));
      context.trace('address', socket.address());
    }
  },
);

scenario('a lookup that answers at once makes bind synchronous', { families: true }, (context) => {
  const lookup: Lookup = (_name, _options, callback) => callback(null, context.loopback, 4);
  const socket = context.socket('socket', { lookup });
  context.record(socket, 'socket');
  context.call(socket, 'bind', 0, 'name', context.callback('bound'));
  context.call(socket, 'bind', 0);
});

scenario(
  'a failed lookup is an error event and the socket can bind again',
  { families: true },
  async (context) => {
    let answers = 0;
    const lookup: Lookup = (_name, _options, callback) => {
      answers += 1;
      if (answers === 1) setImmediate(callback, failure(), '', 4);
      else setImmediate(callback, null, context.loopback, 4);
    };
    const socket = context.socket('socket', { lookup });
    context.record(socket, 'socket');
    const failed = context.next(socket, 'error');
    context.call(socket, 'bind', 0, 'nowhere', context.callback('never'));
    await failed;
    context.call(socket, 'address');
    const bound = context.callback('bound');
    context.call(socket, 'bind', 0, 'somewhere', bound);
    await bound.called;
    context.trace('address', socket.address());
  },
);

scenario('a lookup that fails at once emits before bind returns', (context) => {
  const socket = context.socket('socket', {
    lookup: (_name, _options, callback) => callback(failure(), '', 4),
  });
  context.record(socket, 'socket');
  context.call(socket, 'bind', 0, 'nowhere');
});

scenario('a lookup that throws makes bind throw', (context) => {
  const socket = context.socket('socket', {
    lookup: () => {
      throw new RangeError('from lookup');
    },
  });
  context.record(socket, 'socket');
  context.call(socket, 'bind', 0, 'nowhere');
});

scenario(
  'a lookup may answer with something that is no address',
  { families: true },
  async (context) => {
    for (const answer of [
      '',
      'no address',
      undefined,
      null,
      1,
      {},
      [],
      ['127.0.0.1'],
      context.foreign,
    ]) {
      const socket = context.socket('socket', {
        lookup: (_name, _options, callback) => callback(null, answer as string, 4),
      });
      context.record(socket, 'socket');
      context.trace('answer', answer);
      context.call(socket, 'bind', 0, 'name');
      await context.turns(1);
    }
  },
);

scenario(
  'close during the lookup of a bind closes, and the answer is ignored',
  { families: true },
  async (context) => {
    for (const error of [null, failure()]) {
      let answer: () => void = () => {};
      const socket = context.socket('socket', {
        lookup: (_name, _options, callback) => {
          answer = () => callback(error, context.loopback, 4);
        },
      });
      context.record(socket, 'socket');
      const closed = context.next(socket, 'close');
      context.call(socket, 'bind', 0, 'name', context.callback('never'));
      context.call(socket, 'address');
      context.call(socket, 'close', context.callback('closed'));
      context.attempt('answer', answer);
      await closed;
      context.attempt('answer again', answer);
      await context.turns();
    }
  },
);

scenario(
  'while a bind waits for its lookup, methods act as on an unbound socket',
  { families: true },
  async (context) => {
    let answer: () => void = () => {};
    const socket = context.socket('socket', {
      lookup: (_name, _options, callback) => {
        answer = () => callback(null, context.loopback, 4);
      },
    });
    context.record(socket, 'socket');
    const listening = context.next(socket, 'listening');
    socket.bind(0, 'name');
    for (const method of [
      'address',
      'remoteAddress',
      'disconnect',
      'getRecvBufferSize',
      'getSendQueueSize',
      'getSendQueueCount',
      'ref',
      'unref',
      'ref',
      'bind',
    ]) {
      context.call(socket, method);
    }
    context.call(socket, 'setTTL', 4);
    context.call(socket, 'setBroadcast', true);
    answer();
    await listening;
  },
);
