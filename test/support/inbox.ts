import dgram from 'node:dgram';
import { once } from 'node:events';
import { kernelSockets } from '../../soak/support/kernel-sockets.js';

const FENCE = '<fence>';

/** A `node:dgram` socket that keeps what others send to it. */
export class Inbox {
  readonly #socket: dgram.Socket;
  readonly #received: Buffer[] = [];
  #closed = false;

  private constructor(socket: dgram.Socket) {
    this.#socket = socket;
    socket.on('message', (message) => {
      if (String(message) === FENCE) socket.emit('fence');
      else this.#received.push(message);
    });
  }

  static async open(): Promise<Inbox> {
    const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new Inbox(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** What had arrived when this was called; the inbox is closed then. */
  async received(): Promise<string[]> {
    return (await this.payloads()).map(String);
  }

  /** As {@link received}, but the datagrams as they are. */
  async payloads(): Promise<Buffer[]> {
    const sender = dgram.createSocket('udp4');
    let passed = false;
    this.#socket.once('fence', () => {
      passed = true;
    });
    // A full socket drops the fence too: again, until it passes.
    while (!passed) {
      sender.send(FENCE, this.port, '127.0.0.1');
      await new Promise((resolve) => setImmediate(resolve));
    }
    sender.close();
    this.close();
    return this.#received;
  }

  /** Where it may not have come to {@link received}. */
  close(): void {
    if (!this.#closed) this.#socket.close();
    this.#closed = true;
  }

  /** How many datagrams the kernel dropped for lack of room. Before the inbox is closed. */
  dropped(): number {
    return kernelSockets('udp4', [this.port])[0]?.drops ?? Number.NaN;
  }
}
