import type { Socket } from '../support/dgram';
import { scenario } from '../support/differential';

/** Bytes that a receive buffer holds for sure, whatever the machine allows. */
const GREATEST_BURST = 150_000;

scenario(
  'datagrams of several sockets sent in one tick arrive in the order of their sends',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const { port } = server.address();
    const clients = await Promise.all(['one', 'two', 'three'].map((name) => context.bound(name)));
    context.record(server, 'server', ['message']);
    const received = context.messages(server, 12);
    for (let round = 0; round < 4; round += 1) {
      for (const client of clients) client.send(`round ${round}`, port, context.loopback);
    }
    await received;
  },
);

scenario(
  'datagrams of several connected sockets arrive in the order of their sends',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const one = await context.connected('one', server);
    const two = await context.connected('two', server);
    context.record(server, 'server', ['message']);
    const received = context.messages(server, 8);
    for (let round = 0; round < 4; round += 1) {
      for (const client of [one, two]) client.send(`round ${round}`);
    }
    await received;
  },
);

scenario(
  'datagrams to several destinations arrive in order at each',
  { families: true },
  async (context) => {
    const servers = await Promise.all(
      ['first', 'second', 'third'].map((name) => context.bound(name)),
    );
    const client = await context.bound('client');
    const all = servers.map((server, index) => {
      const trace = context.lane(`server ${index}`);
      server.on('message', (message) => trace('message', message));
      return context.messages(server, 20);
    });
    for (let index = 0; index < 20; index += 1) {
      for (const server of servers) {
        client.send(
          Buffer.alloc(10 + (index % 3) * 10, index),
          server.address().port,
          context.loopback,
        );
      }
    }
    await Promise.all(all);
  },
);

scenario(
  'runs of equal datagrams and their interruptions arrive as they were sent',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const client = await context.bound('client');
    const { port } = server.address();
    const sizes = [
      ...Array<number>(70).fill(64),
      65,
      ...Array<number>(5).fill(64),
      10,
      64,
      64,
      0,
      0,
      64,
    ];
    const received = context.messages(server, sizes.length);
    const callbacks: number[] = [];
    sizes.forEach((size, index) => {
      client.send(Buffer.alloc(size, index), port, context.loopback, (_error, bytes) =>
        callbacks.push(bytes),
      );
    });
    const messages = await received;
    context.trace('callbacks', callbacks);
    context.trace(
      'sizes',
      messages.map((message) => message.length),
    );
    context.trace(
      'content',
      messages.map((message) => message[0] ?? -1),
    );
  },
);

scenario('runs of great datagrams arrive whole', { families: true }, async (context) => {
  const server = await context.bound('server', { recvBufferSize: 2 ** 22 });
  const client = await context.bound('client');
  for (const size of [1472, 9000, 16_000, 32_754, 65_000]) {
    const count = Math.min(6, Math.ceil(GREATEST_BURST / size));
    const received = context.messages(server, count);
    for (let index = 0; index < count; index += 1) {
      client.send(Buffer.alloc(size, index + 1), server.address().port, context.loopback);
    }
    context.trace(`size ${size}`, await received);
  }
});

scenario(
  'a burst greater than every buffer calls every callback, in order',
  { families: true },
  async (context) => {
    const sink = await context.bound('sink', { recvBufferSize: 1 });
    const client = await context.bound('client');
    const { port } = sink.address();
    const outcomes: unknown[] = [];
    const order: number[] = [];
    await new Promise<void>((resolve) => {
      for (let index = 0; index < 3000; index += 1) {
        client.send(Buffer.alloc(1200), port, context.loopback, (error, bytes) => {
          outcomes.push(error ?? bytes);
          order.push(index);
          if (order.length === 3000) resolve();
        });
      }
    });
    context.trace(
      'all sent',
      outcomes.every((outcome) => outcome === 1200),
    );
    context.trace(
      'in order',
      order.every((index, position) => index === position),
    );
    context.call(client, 'getSendQueueSize');
    context.call(client, 'getSendQueueCount');
  },
);

scenario(
  'a send before a connect of the same tick goes to its own address',
  { families: true },
  async (context) => {
    const own = await context.bound('own');
    const peer = await context.bound('peer');
    const client = await context.bound('client');
    const ports = (socket: Socket): number => socket.address().port;
    context.record(own, 'own', ['message']);
    context.record(peer, 'peer', ['message']);
    const toOwn = context.messages(own, 1);
    const connected = context.next(client, 'connect');
    client.send('to its own address', ports(own), context.loopback, context.callback('sent'));
    client.connect(ports(peer), context.loopback);
    await Promise.all([toOwn, connected]);
    const toPeer = context.messages(peer, 1);
    client.send('to the peer');
    await toPeer;
  },
);

scenario(
  'a send before a disconnect of the same tick goes to the peer',
  { families: true },
  async (context) => {
    const peer = await context.bound('peer');
    const client = await context.connected('client', peer);
    context.record(peer, 'peer', ['message']);
    const received = context.messages(peer, 1);
    client.send('to the peer', context.callback('sent'));
    context.call(client, 'disconnect');
    await received;
  },
);

scenario(
  'a send before a close of the same tick leaves a connected socket',
  { families: true },
  async (context) => {
    const peer = await context.bound('peer');
    const client = await context.connected('client', peer);
    context.record(peer, 'peer', ['message']);
    const received = context.messages(peer, 1);
    client.send('to the peer', context.callback('sent'));
    context.call(client, 'close', context.callback('closed'));
    await received;
  },
);
