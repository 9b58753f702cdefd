import type { Context } from './context';
import type { Socket } from './dgram';

const FENCE = '<fence>';

/**
 * A bound client and server, and a way to try sends that may or may not arrive: a datagram sent
 * behind the attempt tells when everything before it has been received.
 */
export class Exchange {
  private constructor(
    readonly context: Context,
    readonly server: Socket,
    readonly client: Socket,
    readonly port: number,
    readonly connected: boolean,
  ) {
    server.on('message', (message) => {
      if (String(message) !== FENCE) context.trace('received', message);
    });
    client.on('error', (error) => context.trace('client emits error', error));
  }

  static async open(context: Context, connected = false): Promise<Exchange> {
    const server = await context.bound('server');
    const client = connected
      ? await context.connected('client', server)
      : await context.bound('client');
    return new Exchange(context, server, client, server.address().port, connected);
  }

  /** Calls `send` with these arguments and waits until it has been seen what came of it. */
  async send(...args: unknown[]): Promise<void> {
    this.context.call(this.client, 'send', ...args);
    await this.settled();
  }

  async settled(): Promise<void> {
    const passed = new Promise<void>((resolve) => {
      const listener = (message: Buffer): void => {
        if (String(message) !== FENCE) return;
        this.server.removeListener('message', listener);
        resolve();
      };
      this.server.on('message', listener);
    });
    if (this.connected) this.client.send(FENCE);
    else this.client.send(FENCE, this.port, this.context.loopback);
    await passed;
  }
}
