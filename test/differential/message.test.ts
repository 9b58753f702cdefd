import { once } from 'node:events';
import type { Socket } from '../support/dgram';
import { scenario } from '../support/differential';

scenario(
  'a message is a Buffer and a plain rinfo: address, family, port, size',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const client = await context.bound('client');
    const delivered = context.next(server, 'message');
    await context.sent(client, 'hello', server);
    const [message, rinfo, ...rest] = (await delivered) as [
      Buffer,
      Record<string, unknown>,
      ...unknown[],
    ];
    context.trace('arguments', message, rinfo, rest.length);
    context.trace(
      'buffer',
      Buffer.isBuffer(message),
      message.constructor === Buffer,
      message.toString(),
    );
    context.trace('rinfo', Object.getPrototypeOf(rinfo) === Object.prototype);
    for (const key of Reflect.ownKeys(rinfo)) {
      const { enumerable, writable, configurable } =
        Object.getOwnPropertyDescriptor(rinfo, key) ?? {};
      context.trace(
        String(key),
        typeof Reflect.get(rinfo, key),
        enumerable,
        writable,
        configurable,
      );
    }
    message.write('J');
    Object.assign(rinfo, { extra: true });
    context.trace('writable', message, rinfo);
  },
);

scenario(
  'each message has a buffer and an rinfo of its own',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const client = await context.bound('client');
    const all: [Buffer, object][] = [];
    const received = context.messages(server, 20);
    server.on('message', (message, rinfo) => all.push([message, rinfo]));
    for (let index = 0; index < 20; index += 1)
      client.send(`datagram ${index}`, server.address().port, context.loopback);
    await received;
    for (const [message] of all) message.fill('-', 0, 2);
    context.trace('kept', ...all.map(([message]) => message));
    context.trace('rinfos', new Set(all.map(([, rinfo]) => rinfo)).size);
  },
);

scenario('many messages arrive in order', { families: true }, async (context) => {
  const server = await context.bound('server');
  const client = await context.bound('client');
  for (let round = 0; round < 4; round += 1) {
    const received = context.messages(server, 100);
    for (let index = 0; index < 100; index += 1) {
      client.send(
        `${round}:${index}${'.'.repeat(index % 7)}`,
        server.address().port,
        context.loopback,
      );
    }
    context.trace('round', (await received).join(' '));
  }
});

scenario('messages of several senders tell their senders', { families: true }, async (context) => {
  const server = await context.bound('server');
  const clients = await Promise.all(['one', 'two', 'three'].map((name) => context.bound(name)));
  context.record(server, 'server', ['message']);
  for (let round = 0; round < 3; round += 1) {
    for (const client of clients) {
      const received = context.next(server, 'message');
      await context.sent(client, `round ${round}`, server);
      await received;
    }
  }
});

scenario('datagrams of every size arrive whole', { families: true }, async (context) => {
  const server = await context.bound('server');
  const client = await context.bound('client');
  context.record(server, 'server', ['message']);
  for (const size of [
    0, 1, 2, 511, 512, 1200, 1472, 1473, 4096, 8192, 32_767, 32_768, 65_506, 65_507,
  ]) {
    const received = context.next(server, 'message');
    await context.sent(client, Buffer.alloc(size, `size ${size} `), server);
    await received;
  }
});

scenario('sizes that change within a burst arrive whole', { families: true }, async (context) => {
  const server = await context.bound('server');
  const client = await context.bound('client');
  const sizes = [
    100, 100, 100, 40, 100, 100, 0, 0, 100, 200, 200, 199, 201, 1, 1, 1, 1200, 1200, 1200, 7,
  ];
  const received = context.messages(server, sizes.length);
  context.record(server, 'server', ['message']);
  sizes.forEach((size, index) => {
    client.send(Buffer.alloc(size, index + 1), server.address().port, context.loopback);
  });
  await received;
});

scenario(
  'zero-length datagrams are delivered and end nothing',
  { families: true },
  async (context) => {
    // Surprise 10.
    const server = await context.bound('server');
    const client = await context.bound('client');
    context.record(server, 'server');
    const received = context.messages(server, 5);
    for (const text of ['', 'a', '', '', 'b'])
      client.send(text, server.address().port, context.loopback);
    await received;
  },
);

scenario('a listener removed inside itself hears no more', { families: true }, async (context) => {
  const server = await context.bound('server');
  const client = await context.bound('client');
  const received = context.messages(server, 3);
  const quitter = (message: Buffer): void => {
    context.trace('quitter', message);
    server.removeListener('message', quitter);
  };
  server.on('message', quitter);
  server.once('message', (message) => context.trace('once', message));
  server.on('message', (message) => context.trace('stayer', message));
  for (const text of ['one', 'two', 'three'])
    client.send(text, server.address().port, context.loopback);
  await received;
});

scenario('every listener gets the same buffer and rinfo', async (context) => {
  const server = await context.bound('server');
  const client = await context.bound('client');
  const seen: unknown[][] = [];
  server.on('message', (...args) => seen.push(args));
  server.on('message', (...args) => seen.push(args));
  const received = context.messages(server, 1);
  await context.sent(client, 'x', server);
  await received;
  context.trace('same', seen[0]?.[0] === seen[1]?.[0], seen[0]?.[1] === seen[1]?.[1]);
});

scenario(
  'emit is called on the socket, with or without listeners',
  { families: true },
  async (context) => {
    const server = await context.bound('server');
    const client = await context.bound('client');
    const emit = server.emit;
    const enough = new Promise<void>((resolve) => {
      let seen = 0;
      server.emit = function (this: Socket, event: string, ...args: unknown[]): boolean {
        const result: unknown = Reflect.apply(emit, this, [event, ...args]);
        context.trace(`emit ${event}`, ...args, this === server, result);
        seen += 1;
        if (seen === 2) resolve();
        return result as boolean;
      };
    });
    await context.sent(client, 'nobody listens', server);
    await context.sent(client, 'nobody listens still', server);
    await enough;
    const received = context.messages(server, 1);
    await context.sent(client, 'somebody listens', server);
    await received;
  },
);

scenario('what arrives while nobody listens is lost', { families: true }, async (context) => {
  const server = await context.bound('server');
  const client = await context.bound('client');
  const lost = new Promise<void>((resolve) => {
    const emit = server.emit;
    server.emit = function (this: Socket, ...args: unknown[]): boolean {
      server.emit = emit;
      resolve();
      return Reflect.apply(emit, this, args) as boolean;
    };
  });
  await context.sent(client, 'lost', server);
  await lost;
  context.record(server, 'server', ['message']);
  const received = context.messages(server, 1);
  await context.sent(client, 'heard', server);
  await received;
});

scenario(
  'a loop of once(socket, "message") misses nothing',
  { families: true },
  async (context) => {
    // Surprise 15: one callback scope per datagram.
    const server = await context.bound('server');
    const client = await context.bound('client');
    const first = once(server, 'message');
    for (let index = 0; index < 30; index += 1)
      client.send(`datagram ${index}`, server.address().port, context.loopback);
    const [message] = (await first) as [Buffer];
    context.trace('first', message);
    for (let index = 1; index < 30; index += 1) {
      const [next] = (await once(server, 'message')) as [Buffer];
      context.trace('next', next);
    }
  },
);

scenario(
  'ticks and promises of one datagram run before the next is delivered',
  { families: true },
  async (context) => {
    // Surprise 15.
    const server = await context.bound('server');
    const client = await context.bound('client');
    const received = context.messages(server, 5);
    server.on('message', (message) => {
      const text = String(message);
      context.trace(`${text} delivered`);
      Promise.resolve()
        .then(() => context.trace(`${text} promise`))
        .then(() => context.trace(`${text} second promise`));
      queueMicrotask(() => context.trace(`${text} microtask`));
      process.nextTick(() => {
        context.trace(`${text} tick`);
        process.nextTick(() => context.trace(`${text} second tick`));
        Promise.resolve().then(() => context.trace(`${text} promise of the tick`));
      });
    });
    for (const text of ['one', 'two', 'three', 'four', 'five'])
      client.send(text, server.address().port, context.loopback);
    await received;
    await context.turns(1);
  },
);
