import diagnosticsChannel from 'node:diagnostics_channel';
import { scenario } from '../support/differential';

const NAME = 'udp.socket';

scenario('a new socket is published on udp.socket', { families: true }, (context) => {
  const seen: unknown[][] = [];
  const listener = (...args: unknown[]): void => {
    seen.push(args);
  };
  diagnosticsChannel.subscribe(NAME, listener);
  const socket = context.socket('socket');
  const other = context.adopt('other', new context.dgram.Socket('udp6'));
  diagnosticsChannel.unsubscribe(NAME, listener);
  context.socket('unseen');
  for (const [message, name] of seen) {
    context.trace('published', message, name, Object.keys(message as object));
  }
  context.trace('sockets', socket, other);
});

scenario('a socket is complete when it is published', (context) => {
  const listener = (message: unknown): void => {
    const { socket } = message as { socket: ReturnType<typeof context.socket> };
    context.trace(
      'type',
      socket.type,
      socket.listenerCount('message'),
      socket.listenerCount('close'),
    );
    context.call(socket, 'unref');
  };
  diagnosticsChannel.subscribe(NAME, listener);
  const { signal } = new AbortController();
  context.adopt(
    'socket',
    context.dgram.createSocket({ type: 'udp4', signal }, () => {}),
  );
  context.attempt('a bad signal', () =>
    context.socket('never', { signal: 1 as unknown as AbortSignal }),
  );
  context.attempt('a bad type', () => context.socket('never', { type: 'udp5' as 'udp4' }));
  diagnosticsChannel.unsubscribe(NAME, listener);
});

scenario('a subscriber may close the socket that it is told of', async (context) => {
  const listener = (message: unknown): void => {
    (message as { socket: ReturnType<typeof context.socket> }).socket.close();
  };
  diagnosticsChannel.subscribe(NAME, listener);
  const socket = context.socket('socket');
  diagnosticsChannel.unsubscribe(NAME, listener);
  context.record(socket, 'socket');
  context.call(socket, 'bind', 0);
  await context.next(socket, 'close');
});
