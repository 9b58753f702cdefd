import nodeDgram from 'node:dgram';
import { EventEmitter } from 'node:events';
import { inherits } from 'node:util';
import type { Dgram, Socket } from '../support/dgram';
import { scenario } from '../support/differential';

scenario(
  'a new socket shows its type and emitter state, and nothing of its own',
  { families: true },
  (context) => {
    const socket = context.socket('socket');
    context.trace('keys', Object.keys(socket));
    context.trace('type', socket.type);
    context.trace('instance', socket instanceof context.dgram.Socket);
    context.trace('constructor', socket.constructor === context.dgram.Socket);
    context.trace('string', String(socket), Object.prototype.toString.call(socket));
    context.trace('listeners', socket.eventNames(), socket.listenerCount('message'));
  },
);

scenario('the class has the arity, name and prototype chain of an event emitter', (context) => {
  const { Socket, createSocket } = context.dgram;
  context.trace('Socket', Socket.name, Socket.length, typeof Socket);
  context.trace('createSocket', createSocket.name, createSocket.length);
  context.trace('static side inherits', Object.getPrototypeOf(Socket));
  context.trace('prototype inherits', Socket.prototype instanceof EventEmitter);
});

/** Own properties of the prototype that are part of the API on every version of Node. */
function methods(prototype: object): string[] {
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => !name.startsWith('_') && name !== 'constructor')
    .filter((name) => name in nodeDgram.Socket.prototype)
    .sort();
}

scenario('methods have the arity of their first overload', (context) => {
  const { prototype } = context.dgram.Socket;
  for (const name of methods(prototype)) {
    const method = Reflect.get(prototype, name) as { length: number; name: string };
    context.trace(name, method.length);
  }
});

scenario('methods are writable, configurable and seen by for…in', (context) => {
  const { prototype } = context.dgram.Socket;
  for (const name of methods(prototype)) {
    const { writable, configurable, enumerable } =
      Object.getOwnPropertyDescriptor(prototype, name) ?? {};
    context.trace(name, writable, configurable, enumerable);
  }
  const seen = new Set<string>();
  for (const key in context.socket('socket')) seen.add(key);
  context.trace(
    'seen',
    methods(prototype).filter((name) => seen.has(name)),
  );
});

scenario('a type is "udp4" or "udp6", exactly', (context) => {
  const wrong: unknown[] = [
    undefined,
    null,
    '',
    'udp',
    'UDP4',
    'udp5',
    'tcp4',
    4,
    true,
    [],
    {},
    () => {},
    ['udp4'],
    Symbol('udp4'),
    4n,
  ];
  for (const type of wrong) context.call(context.dgram, 'createSocket', type);
  for (const type of wrong) context.call(context.dgram, 'createSocket', { type });
  for (const type of [new String('udp4'), { type: new String('udp4') }]) {
    context.call(context.dgram, 'createSocket', type);
  }
});

scenario('the listener argument becomes a message listener when it is a function', (context) => {
  const listener = (): void => {};
  const socket = context.adopt('socket', context.dgram.createSocket('udp4', listener));
  context.trace(
    'is the listener',
    socket.listeners('message')[0] === listener,
    socket.eventNames(),
  );
  const other = context.adopt('other', context.dgram.createSocket({ type: 'udp4' }, listener));
  context.trace('with options too', other.listeners('message')[0] === listener);
  for (const wrong of [null, 1, 'listener', {}, true]) {
    const create = context.dgram.createSocket as (type: string, listener: unknown) => Socket;
    context.trace('ignored', context.adopt('ignoring', create('udp4', wrong)).eventNames());
  }
});

scenario('buffer size options are unsigned 32-bit integers, or falsy', (context) => {
  for (const option of ['recvBufferSize', 'sendBufferSize']) {
    for (const size of [
      -1,
      1.5,
      NaN,
      Infinity,
      2 ** 32,
      '1',
      'x',
      true,
      {},
      null,
      0,
      '',
      1,
      2 ** 32 - 1,
    ]) {
      context.attempt(`${option} ${String(size)}`, () => {
        const socket = context.socket('socket', { [option]: size as number });
        return typeof socket;
      });
    }
  }
});

scenario('a lookup option is a function, or undefined', (context) => {
  for (const lookup of [null, 0, 1, 'dns', {}, [], false, undefined, () => {}]) {
    context.call(context.dgram, 'createSocket', { type: 'udp4', lookup });
  }
});

scenario('options are checked in order: buffer sizes, lookup, type, signal', (context) => {
  const bad = { type: 'bad', recvBufferSize: -1, sendBufferSize: 'x', lookup: 1, signal: 1 };
  context.call(context.dgram, 'createSocket', bad);
  context.call(context.dgram, 'createSocket', { ...bad, recvBufferSize: 1 });
  context.call(context.dgram, 'createSocket', { ...bad, recvBufferSize: 1, sendBufferSize: 1 });
  const checked = { recvBufferSize: 1, sendBufferSize: 1, lookup: undefined };
  context.call(context.dgram, 'createSocket', { ...bad, ...checked });
  context.call(context.dgram, 'createSocket', { ...bad, ...checked, type: 'udp4' });
});

scenario('options are read through accessors and prototypes', (context) => {
  const inherited = Object.create({ type: 'udp6' });
  context.trace(
    'inherited',
    context.adopt('inherited', context.dgram.createSocket(inherited)).type,
  );
  const options = {
    get type(): 'udp4' {
      context.trace('type is read');
      return 'udp4';
    },
  };
  context.trace('accessor', context.adopt('accessor', context.dgram.createSocket(options)).type);
});

scenario('the constructor can be called with new, and subclassed with class', async (context) => {
  const direct = context.adopt('direct', new context.dgram.Socket('udp4'));
  await context.bind(direct, 'direct');
  context.trace('direct', direct.constructor.name, Object.keys(direct), direct.address());
  class Counter extends context.dgram.Socket {
    received = 0;
    constructor() {
      super({ type: 'udp4' }, () => {
        this.received += 1;
      });
    }
    double(): number {
      return this.received * 2;
    }
  }
  const counter = context.adopt('counter', new Counter());
  await context.bind(counter, 'counter');
  const delivered = context.next(counter, 'message');
  await context.sent(direct, 'x', counter);
  await delivered;
  context.trace('subclass', counter instanceof context.dgram.Socket, counter.double());
  context.trace('keys', Object.keys(counter), counter.constructor.name);
});

scenario('an ES5 constructor may inherit and call Socket on its own this', async (context) => {
  interface Legacy extends Socket {
    legacy: boolean;
  }
  function Legacy(this: Legacy, type: string): void {
    (context.dgram.Socket as unknown as (this: unknown, type: string) => void).call(this, type);
    this.legacy = true;
  }
  inherits(Legacy, context.dgram.Socket);
  const LegacySocket = Legacy as unknown as new (type: string) => Legacy;
  const socket = context.adopt('legacy', new LegacySocket('udp4'));
  context.trace('keys', Object.keys(socket), socket instanceof context.dgram.Socket);
  context.record(socket, 'legacy', ['listening', 'close']);
  await context.bind(socket, 'legacy');
  context.trace('address', socket.address());
  const closed = context.next(socket, 'close');
  context.call(socket, 'close');
  await closed;
});

scenario('Socket called without new and without an emitter throws', (context) => {
  const Socket = context.dgram.Socket as unknown as (type: string) => unknown;
  const call = (dgram: Dgram): unknown => Reflect.apply(dgram.Socket, undefined, ['udp4']);
  for (const run of [() => Socket('udp4'), () => call(context.dgram)]) {
    try {
      run();
      context.trace('returns');
    } catch (error) {
      context.trace('throws', error instanceof TypeError);
    }
  }
});

scenario('methods demand a socket as this', (context) => {
  const prototype = context.dgram.Socket.prototype as object;
  for (const method of ['bind', 'send', 'close', 'address', 'ref']) {
    try {
      Reflect.apply(Reflect.get(prototype, method), {}, ['x', 1]);
      context.trace(`${method} returns`);
    } catch (error) {
      context.trace(`${method} throws`, error instanceof TypeError);
    }
  }
});
