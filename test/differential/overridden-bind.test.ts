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
