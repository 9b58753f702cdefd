import { scenario } from '../support/differential';

scenario('a signal option is an AbortSignal, or undefined', (context) => {
  for (const signal of [null, 1, 'signal', {}, true, undefined]) {
    context.call(context.dgram, 'createSocket', { type: 'udp4', signal });
  }
  const lookalike = { aborted: false, addEventListener: (): void => {} };
  context.attempt('lookalike', () => {
    context.dgram.createSocket({ type: 'udp4', signal: lookalike as unknown as AbortSignal });
  });
});

scenario('an aborted signal closes the socket while it is created', async (context) => {
  const socket = context.socket('socket', { signal: AbortSignal.abort() });
  context.record(socket, 'socket');
  context.call(socket, 'address');
  context.call(socket, 'bind', 0);
  context.call(socket, 'send', 'x', 1);
  await context.next(socket, 'close');
});

scenario('aborting closes a bound socket, once', { families: true }, async (context) => {
  const controller = new AbortController();
  const socket = await context.bound('socket', { signal: controller.signal });
  context.record(socket, 'socket');
  const closed = context.next(socket, 'close');
  controller.abort();
  context.trace('aborted');
  context.call(socket, 'address');
  context.call(socket, 'close');
  await closed;
  controller.abort();
  await context.turns();
});

scenario('aborting closes an unbound socket', async (context) => {
  const controller = new AbortController();
  const socket = context.socket('socket', { signal: controller.signal });
  context.record(socket, 'socket');
  const closed = context.next(socket, 'close');
  controller.abort(new Error('reason'));
  await closed;
});

scenario('aborting while a bind is under way closes without listening', async (context) => {
  const controller = new AbortController();
  const socket = context.socket('socket', { signal: controller.signal });
  context.record(socket, 'socket');
  const closed = context.next(socket, 'close');
  socket.bind(0, context.loopback, context.callback('bound'));
  controller.abort();
  await closed;
  await context.turns();
});

scenario(
  'aborting after close does nothing, and close drops the abort listener',
  async (context) => {
    const controller = new AbortController();
    const socket = await context.bound('socket', { signal: controller.signal });
    context.trace('close listeners before', socket.listenerCount('close'));
    context.record(socket, 'socket');
    const closed = context.next(socket, 'close');
    socket.close();
    context.attempt('abort between close and its event', () => controller.abort());
    await closed;
    await context.turns();
  },
);

scenario('aborting inside a message listener stops delivery', async (context) => {
  const controller = new AbortController();
  const socket = await context.bound('socket', { signal: controller.signal });
  const sender = await context.bound('sender');
  socket.on('message', (message) => {
    context.trace('message', message);
    controller.abort();
  });
  context.record(socket, 'socket', ['close']);
  const closed = context.next(socket, 'close');
  await Promise.all(['one', 'two', 'three'].map((text) => context.sent(sender, text, socket)));
  await closed;
  await context.turns();
});

scenario('no other listener of the signal keeps the socket open', async (context) => {
  const controller = new AbortController();
  controller.signal.addEventListener('abort', (event) => event.stopImmediatePropagation());
  const socket = await context.bound('socket', { signal: controller.signal });
  context.record(socket, 'socket', ['close']);
  controller.abort();
  await context.turns();
});
