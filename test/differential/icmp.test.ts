import type { Context } from '../support/context';
import type { Socket } from '../support/dgram';
import { scenario } from '../support/differential';

/** A port where nobody listens any more. */
async function deserted(context: Context): Promise<number> {
  const socket = await context.bound('deserted');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

async function connectedToNobody(context: Context): Promise<Socket> {
  const port = await deserted(context);
  const socket = await context.bound('socket');
  await new Promise<void>((resolve) => socket.connect(port, context.loopback, resolve));
  return socket;
}

// Surprise 6, both halves.
scenario(
  'a refused datagram of a connected socket is an error event; its callback gets null',
  { families: true },
  async (context) => {
    const socket = await connectedToNobody(context);
    context.record(socket, 'socket');
    const failed = context.next(socket, 'error');
    socket.send('x', context.callback('sent'));
    await failed;
    context.call(socket, 'remoteAddress');
  },
);

scenario('a connected socket lives on after a refusal', { families: true }, async (context) => {
  const socket = await connectedToNobody(context);
  context.record(socket, 'socket');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const failed = context.next(socket, 'error');
    socket.send('x');
    await failed;
  }
  const server = context.socket('server');
  await new Promise<void>((resolve) =>
    server.bind(socket.remoteAddress().port, context.loopback, resolve),
  );
  context.record(server, 'server', ['message']);
  const received = context.messages(server, 1);
  socket.send('heard', context.callback('sent'));
  await received;
});

scenario('an unconnected socket ignores refusals', { families: true }, async (context) => {
  const port = await deserted(context);
  const socket = await context.bound('socket');
  const server = await context.bound('server');
  context.record(socket, 'socket');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const sent = context.callback('sent');
    socket.send('x', port, context.loopback, sent);
    await sent.called;
  }
  const received = context.messages(server, 1);
  await context.sent(socket, 'to somebody', server);
  await received;
  await context.turns();
});

scenario('close inside the refusal stops everything', { families: true }, async (context) => {
  const socket = await connectedToNobody(context);
  context.record(socket, 'socket');
  const closed = context.next(socket, 'close');
  socket.once('error', () => socket.close());
  socket.send('x');
  await closed;
  await context.turns();
});
