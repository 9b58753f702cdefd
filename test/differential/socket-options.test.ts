import { scenario } from '../support/differential';

const VALUES: unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  1,
  64,
  255,
  256,
  -1,
  -2,
  1.5,
  0.4,
  NaN,
  Infinity,
  2 ** 31,
  2 ** 32,
  2 ** 32 + 64,
  '',
  '1',
  'x',
  {},
  [],
  [1],
  () => {},
];

const SETTERS = ['setBroadcast', 'setTTL', 'setMulticastTTL', 'setMulticastLoopback'];

scenario(
  'setters take what they take on a bound socket, and return what they return',
  { families: true },
  async (context) => {
    const socket = await context.bound('socket');
    for (const setter of SETTERS) {
      for (const value of VALUES) context.call(socket, setter, value);
      context.call(socket, setter);
    }
  },
);

scenario('setters before bind throw EBADF, after their checks', { families: true }, (context) => {
  // Surprise 5.
  const socket = context.socket('socket');
  for (const setter of SETTERS) {
    for (const value of VALUES) context.call(socket, setter, value);
  }
  context.call(socket, 'setMulticastInterface', context.loopback);
  context.call(socket, 'setMulticastInterface', 'nonsense');
  context.call(socket, 'setMulticastInterface', 0);
  context.call(socket, 'setMulticastInterface', 1);
});

scenario('setters while binding throw EBADF', { families: true }, async (context) => {
  const socket = context.socket('socket');
  const listening = context.next(socket, 'listening');
  socket.bind(0, context.loopback);
  for (const setter of SETTERS) context.call(socket, setter, 1);
  await listening;
  for (const setter of SETTERS) context.call(socket, setter, 1);
});

scenario('setters on a connected socket', { families: true }, async (context) => {
  const server = await context.bound('server');
  const socket = await context.connected('socket', server);
  for (const setter of SETTERS) context.call(socket, setter, 1);
});

scenario('a datagram to a broadcast address needs setBroadcast', async (context) => {
  const socket = await context.bound('socket');
  context.record(socket, 'socket');
  for (const flag of [undefined, false]) {
    if (flag !== undefined) context.call(socket, 'setBroadcast', flag);
    const sent = context.callback('sent');
    // The kernel refuses before it looks for a way out of the machine.
    context.call(socket, 'send', 'x', 9, '255.255.255.255', sent);
    await sent.called;
  }
});
