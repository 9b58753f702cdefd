import { scenario } from '../support/differential';

const MAPPED = '::ffff:127.0.0.1';

scenario('a udp6 socket may be bound to a mapped address', async (context) => {
  const socket = context.socket('socket', 'udp6');
  context.trace('bound', await context.bind(socket, 'socket', MAPPED));
  const client = await context.bound('client', 'udp4');
  context.record(socket, 'socket', ['message']);
  const received = context.messages(socket, 1);
  client.send('from IPv4', socket.address().port, '127.0.0.1');
  await received;
});

scenario('a udp6 socket sends to a mapped address', async (context) => {
  const server = await context.bound('server', 'udp4');
  const client = context.socket('client', 'udp6');
  await context.bind(client, 'client', '::');
  context.record(server, 'server', ['message']);
  for (const address of [MAPPED, '::FFFF:7f00:1', '0:0:0:0:0:ffff:127.0.0.1']) {
    const received = context.messages(server, 1);
    context.call(client, 'send', address, server.address().port, address, context.callback('sent'));
    await received;
  }
});

scenario('a udp6 socket connects to a mapped address', async (context) => {
  const server = await context.bound('server', 'udp4');
  const client = context.socket('client', 'udp6');
  await context.bind(client, 'client', '::');
  const connected = context.callback('connected');
  context.call(client, 'connect', server.address().port, MAPPED, connected);
  await connected.called;
  context.trace('addresses', client.address(), client.remoteAddress());
  context.record(server, 'server', ['message']);
  const received = context.messages(server, 1);
  client.send('x', context.callback('sent'));
  await received;
});

scenario('an ipv6Only socket does not send to a mapped address', async (context) => {
  const client = context.socket('client', { type: 'udp6', ipv6Only: true });
  await context.bind(client, 'client', '::');
  const sent = context.callback('sent');
  context.call(client, 'send', 'x', 9, MAPPED, sent);
  await sent.called;
});

scenario('a socket on ::1 does not send to a mapped address', async (context) => {
  const client = await context.bound('client', 'udp6');
  const sent = context.callback('sent');
  context.call(client, 'send', 'x', 9, MAPPED, sent);
  await sent.called;
});

scenario('addresses in unusual spelling are shown as the kernel has them', async (context) => {
  for (const [type, address] of [
    ['udp6', '0:0:0:0:0:0:0:1'],
    ['udp6', '::0001'],
    ['udp6', '::1%lo'],
    ['udp6', '0::'],
    ['udp4', '127.0.0.2'],
  ] as const) {
    const socket = context.socket(address, type);
    context.record(socket, address);
    const settled = Promise.race([
      context.next(socket, 'listening'),
      context.next(socket, 'error'),
    ]);
    context.call(socket, 'bind', 0, address);
    await settled;
    context.call(socket, 'address');
  }
});

scenario('IPv4 shorthand is left to the resolver', async (context) => {
  for (const address of ['127.1', '0x7f000001', '2130706433', '127.0.1']) {
    const socket = context.socket(address, 'udp4');
    context.record(socket, address);
    const settled = Promise.race([
      context.next(socket, 'listening'),
      context.next(socket, 'error'),
    ]);
    context.call(socket, 'bind', 0, address);
    await settled;
    context.call(socket, 'address');
  }
});
