import { scenario } from '../support/differential';
import { freePort } from '../support/ports';

scenario(
  'reuseAddr is opt-in: one socket without it is refused',
  { families: true },
  async (context) => {
    // Surprise 14.
    for (const [first, second] of [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ] as const) {
      const owner = await context.bound('owner', { reuseAddr: first });
      const { port, address } = owner.address();
      const socket = context.socket('socket', { reuseAddr: second });
      context.trace('reuseAddr', first, second);
      context.record(socket, 'socket');
      const settled = Promise.race([
        context.next(socket, 'error'),
        context.next(socket, 'listening'),
      ]);
      socket.bind(port, address);
      await settled;
    }
  },
);

scenario(
  'with reuseAddr the socket bound last gets unicast',
  { families: true },
  async (context) => {
    // Surprise 14.
    const first = await context.bound('first', { reuseAddr: true });
    const { port, address } = first.address();
    const second = context.socket('second', { reuseAddr: true });
    await new Promise<void>((resolve) => second.bind(port, address, resolve));
    context.record(first, 'first', ['message']);
    context.record(second, 'second', ['message']);
    const client = await context.bound('client');
    const received = context.messages(second, 3);
    for (const text of ['one', 'two', 'three']) await context.sent(client, text, second);
    await received;
    const closed = context.next(second, 'close');
    second.close();
    await closed;
    const heir = context.messages(first, 1);
    await context.sent(client, 'four', first);
    await heir;
  },
);

scenario('options that are truthy count as set', async (context) => {
  const truthy = { reuseAddr: 'yes' as unknown as boolean };
  const first = await context.bound('first', truthy);
  const { port, address } = first.address();
  const second = context.socket('second', truthy);
  context.record(second, 'second');
  const listening = context.next(second, 'listening');
  second.bind(port, address);
  await listening;
});

scenario(
  'reusePort lets sockets share a port when all of them have it',
  { families: true, requires: 'reusePort' },
  async (context) => {
    for (const [first, second] of [
      [true, true],
      [true, false],
      [false, true],
    ] as const) {
      const owner = await context.bound('owner', { reusePort: first });
      const { port, address } = owner.address();
      const socket = context.socket('socket', { reusePort: second });
      context.trace('reusePort', first, second);
      context.record(socket, 'socket');
      const settled = Promise.race([
        context.next(socket, 'error'),
        context.next(socket, 'listening'),
      ]);
      context.call(socket, 'bind', { port, address, exclusive: false });
      await settled;
    }
  },
);

scenario(
  'reusePort spreads datagrams, and none is lost',
  { requires: 'reusePort' },
  async (context) => {
    const first = await context.bound('first', { reusePort: true });
    const { port, address } = first.address();
    const second = context.socket('second', { reusePort: true });
    await new Promise<void>((resolve) => second.bind(port, address, resolve));
    const texts = new Set<string>();
    const all = new Promise<void>((resolve) => {
      const note = (message: Buffer): void => {
        texts.add(String(message));
        if (texts.size === 32) resolve();
      };
      first.on('message', note);
      second.on('message', note);
    });
    for (let index = 0; index < 32; index += 1) {
      const client = await context.bound('client');
      await context.sent(client, `datagram ${index}`, first);
    }
    await all;
    context.trace('received', texts.size);
  },
);

scenario('a dual-stack socket hears IPv4 peers under mapped addresses', async (context) => {
  // Surprise 7.
  const server = context.socket('server', 'udp6');
  await context.bind(server, 'server', '::');
  context.record(server, 'server', ['message']);
  const { port } = server.address();
  const received = context.messages(server, 2);
  const four = await context.bound('four', 'udp4');
  await new Promise<void>((resolve) => four.send('from IPv4', port, '127.0.0.1', () => resolve()));
  const six = await context.bound('six', 'udp6');
  await new Promise<void>((resolve) => six.send('from IPv6', port, '::1', () => resolve()));
  await received;
});

scenario('a dual-stack socket answers IPv4 peers at mapped addresses', async (context) => {
  const server = context.socket('server', 'udp6');
  await context.bind(server, 'server', '::');
  const client = await context.bound('client', 'udp4');
  context.record(client, 'client', ['message']);
  const answered = context.messages(client, 1);
  server.on('message', (message, rinfo) => {
    server.send(message, rinfo.port, rinfo.address, context.callback('answer'));
  });
  client.send('ping', server.address().port, '127.0.0.1');
  await answered;
});

scenario('ipv6Only leaves the port free on IPv4, and nothing mapped arrives', async (context) => {
  const port = await freePort('::', '0.0.0.0');
  context.namePort(port, 'shared');
  const six = context.socket('six', { type: 'udp6', ipv6Only: true });
  await new Promise<void>((resolve) => six.bind(port, '::', resolve));
  const four = context.socket('four', 'udp4');
  context.record(four, 'four');
  const listening = context.next(four, 'listening');
  context.call(four, 'bind', port, '0.0.0.0');
  await listening;
  context.record(six, 'six', ['message']);
  const toFour = context.messages(four, 1);
  const client = await context.bound('client', 'udp4');
  client.send('to IPv4', port, '127.0.0.1');
  await toFour;
  const toSix = context.messages(six, 1);
  const other = await context.bound('other', 'udp6');
  other.send('to IPv6', port, '::1');
  await toSix;
});

scenario('without ipv6Only a socket on :: takes the port on IPv4 too', async (context) => {
  const six = context.socket('six', { type: 'udp6', ipv6Only: false });
  await context.bind(six, 'six', '::');
  const four = context.socket('four', 'udp4');
  context.record(four, 'four');
  const failed = context.next(four, 'error');
  context.call(four, 'bind', six.address().port, '0.0.0.0');
  await failed;
});

scenario('ipv6Only on an IPv4 socket', async (context) => {
  const socket = context.socket('socket', { type: 'udp4', ipv6Only: true });
  context.record(socket, 'socket');
  const settled = Promise.race([context.next(socket, 'error'), context.next(socket, 'listening')]);
  context.call(socket, 'bind', 0, '127.0.0.1');
  await settled;
});
