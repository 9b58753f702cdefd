import dns from 'node:dns';
import { getEventListeners, on, once } from 'node:events';
import { promisify } from 'node:util';
import { processScenario } from '../support/child';
import type { Socket } from '../support/dgram';
import { scenario } from '../support/differential';

// How programs use sockets, beyond single calls.

scenario('an echo server answers every datagram', { families: true }, async (context) => {
  const server = await context.bound('server');
  const client = await context.bound('client');
  server.on('message', (message, rinfo) => server.send(message, rinfo.port, rinfo.address));
  for (let round = 0; round < 50; round += 1) {
    const answer = context.next(client, 'message');
    await context.sent(client, `round ${round}`, server);
    context.trace('answer', ...(await answer));
  }
});

scenario('two sockets play ping-pong from their listeners', { families: true }, async (context) => {
  const one = await context.bound('one');
  const two = await context.bound('two');
  const over = new Promise<void>((resolve) => {
    const play = (socket: Socket, name: string): void => {
      socket.on('message', (message, rinfo) => {
        const count = Number(message.toString());
        context.trace(`${name} gets`, count, rinfo.port);
        if (count === 40) resolve();
        else
          socket.send(String(count + 1), rinfo.port, rinfo.address, (...args) =>
            context.trace(`${name} sent`, ...args),
          );
      });
    };
    play(one, 'one');
    play(two, 'two');
  });
  await context.sent(one, '1', two);
  await over;
});

scenario(
  'a send callback comes before its datagram comes back',
  { families: true },
  async (context) => {
    const socket = await context.bound('socket');
    context.record(socket, 'socket', ['message']);
    const received = context.messages(socket, 3);
    for (const text of ['one', 'two', 'three']) {
      socket.send(text, socket.address().port, context.loopback, context.callback(text));
    }
    await received;
  },
);

scenario(
  'promisified methods resolve with what their callbacks get',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const { port } = server.address();
    const socket = context.socket('socket');
    const call = (
      method: 'bind' | 'connect' | 'send' | 'close',
      ...args: unknown[]
    ): Promise<unknown> =>
      Reflect.apply(promisify(socket[method]), socket, args) as Promise<unknown>;
    context.trace('bind', await call('bind', 0, context.loopback));
    context.namePort(socket.address().port, 'socket');
    context.trace('send', await call('send', 'four', port, context.loopback));
    context.trace(
      'send fails',
      await call('send', 'x', port, context.foreign).catch((error: unknown) => error),
    );
    context.trace('connect', await call('connect', port, context.loopback));
    context.trace('send', await call('send', 'connected'));
    context.trace('close', await call('close'));
  },
);

scenario('events.on iterates over datagrams', { families: true }, async (context) => {
  const server = await context.bound('server');
  const client = await context.bound('client');
  const iterator = on(server, 'message') as AsyncIterable<[Buffer, object]>;
  for (let index = 0; index < 10; index += 1) {
    client.send(`datagram ${index}`, server.address().port, context.loopback);
  }
  let left = 10;
  for await (const [message, rinfo] of iterator) {
    context.trace('next', message, rinfo);
    left -= 1;
    if (left === 0) break;
  }
  context.trace('listeners', server.listenerCount('message'), server.listenerCount('error'));
});

scenario('events.once rejects with the error of a bind', { families: true }, async (context) => {
  const owner = await context.bound('owner');
  const socket = context.socket('socket');
  const listening = once(socket, 'listening');
  socket.bind(owner.address().port, context.loopback);
  context.trace('rejected', await listening.catch((error: unknown) => error));
});

scenario('a signal keeps no listener of a closed socket', async (context) => {
  const { signal } = new AbortController();
  const socket = await context.bound('socket', { signal });
  context.trace('open', getEventListeners(signal, 'abort').length);
  await new Promise<void>((resolve) => socket.close(resolve));
  context.trace('closed', getEventListeners(signal, 'abort').length);
});

scenario('dns.lookup replaced before the socket is created resolves names', async (context) => {
  const { lookup } = dns;
  try {
    Object.assign(dns, {
      lookup: (name: string, family: unknown, callback: (...args: unknown[]) => void) => {
        if (name === 'some.name') context.trace('lookup', name, family, typeof callback);
        process.nextTick(callback, null, context.loopback, 4);
      },
    });
    const server = await context.bound('server');
    const socket = await context.bound('socket');
    context.record(server, 'server', ['message']);
    const received = context.messages(server, 1);
    socket.send('x', server.address().port, 'some.name', context.callback('sent'));
    await received;
  } finally {
    Object.assign(dns, { lookup });
  }
});

scenario('the send queue is empty right after a send', { families: true }, async (context) => {
  const server = await context.bound('server');
  const { port } = server.address();
  const bound = await context.bound('bound');
  const connected = await context.connected('connected', server);
  const received = context.messages(server, 2);
  bound.send('x', port, context.loopback);
  context.call(bound, 'getSendQueueSize');
  context.call(bound, 'getSendQueueCount');
  connected.send('x');
  context.call(connected, 'getSendQueueSize');
  context.call(connected, 'getSendQueueCount');
  await received;
});

scenario('listeners count as on any emitter', async (context) => {
  const socket = context.socket('socket');
  context.record(socket, 'socket', ['listening']);
  const added: string[] = [];
  socket.on('newListener', (event: string) => added.push(event));
  const bound = context.callback('bound');
  socket.bind(0, context.loopback, bound);
  await bound.called;
  context.trace(
    'listening listeners were added',
    added.filter((event) => event === 'listening').length,
  );
  context.trace('names', socket.eventNames());
  socket.setMaxListeners(3);
  context.trace('maximum', socket.getMaxListeners());
});

processScenario(
  'a program may read all that sockets inherit, and give them properties',
  (dgram) => {
    const { prototype } = dgram.Socket as unknown as { prototype: Record<string, unknown> };
    for (const name in prototype)
      if (prototype[name] === undefined) console.log('nothing at', name);
    class Numbered extends dgram.Socket {
      fd: number;
      constructor(number: number) {
        super('udp4');
        this.fd = number;
      }
    }
    const socket = new Numbered(3);
    console.log(socket.fd, Object.keys(socket).includes('fd'));
    socket.close();
  },
);
