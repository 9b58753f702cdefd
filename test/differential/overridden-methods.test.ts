import type { AddressInfo } from 'node:net';
import { scenario } from '../support/differential';

scenario(
  'implicit binds go through bind, which a subclass may have overridden',
  async (context) => {
    const { dgram } = context;
    const server = await context.bound('server');
    class Pinned extends dgram.Socket {
      override bind(...args: unknown[]): this {
        context.trace('bind called with', ...args);
        return super.bind({ ...(args[0] as object), address: '127.0.0.2' });
      }
    }
    for (const start of ['send', 'connect'] as const) {
      const socket = new Pinned('udp4');
      const { port } = server.address();
      const received = new Promise<void>((resolve) =>
        server.once('message', (message, { address }) => {
          context.trace('received', String(message), 'from', address);
          resolve();
        }),
      );
      if (start === 'send') socket.send('sent', port, '127.0.0.1');
      else socket.connect(port, '127.0.0.1', () => socket.send('connected'));
      await received;
      socket.close();
    }
  },
);

scenario('a close behind an implicit bind is called again once that is done', async (context) => {
  class Watched extends context.dgram.Socket {
    override close(...args: []): this {
      context.trace('close called with', args.length);
      return super.close(...args);
    }
  }
  const socket = new Watched('udp4');
  socket.send('x', 9, context.loopback);
  const closed = new Promise<void>((resolve) => Reflect.apply(socket.close, socket, [resolve]));
  await closed;
});

scenario('connectSync binds through bindSync', { requires: 'bindSync' }, (context) => {
  class Watched extends context.dgram.Socket {
    override bindSync(...args: []): AddressInfo {
      context.trace('bindSync called with', args.length);
      return super.bindSync(...args);
    }
  }
  const socket = new Watched('udp4');
  socket.connectSync(9, context.loopback);
  socket.close();
});

scenario('an implicit bind listens for its outcome, and no longer than that', async (context) => {
  const socket = context.socket('socket');
  const names = (): string[] => socket.eventNames().map(String);
  const sent = new Promise<void>((resolve) =>
    socket.send('x', 9, context.loopback, () => resolve()),
  );
  context.trace('listens for', ...names());
  await sent;
  context.trace('listens for', ...names());
});
