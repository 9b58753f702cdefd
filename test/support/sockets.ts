import nodeDgram from 'node:dgram';
import test from 'node:test';
import {
  createSocket,
  type Message,
  type MessageBatch,
  type RemoteInfo,
  type SendOptions,
  type Socket,
  type SocketOptions,
  type SocketType,
} from 'fast-dgram';
import { HANG_MS } from './hang';
import { Inbox } from './inbox';

/** The loopback address of each type of socket. */
export const LOOPBACK = { udp4: '127.0.0.1', udp6: '::1' } as const;

/** The sockets of one test, which are closed at its end. */
export class Sockets {
  readonly #open: Socket[] = [];
  readonly #inboxes: Inbox[] = [];
  readonly #endings: (() => void)[] = [];

  /** A new socket, not yet bound. */
  unbound(options: Partial<SocketOptions> | SocketType = {}): Socket {
    const full = typeof options === 'string' ? options : { type: 'udp4' as const, ...options };
    return this.adopt(createSocket(full));
  }

  adopt<T extends Socket>(socket: T): T {
    this.#open.push(socket);
    return socket;
  }

  /** A socket that is bound to a loopback address. */
  bound(options: Partial<SocketOptions> | SocketType = {}, address?: string): Socket {
    const socket = this.unbound(options);
    socket.bindSync({ address: address ?? LOOPBACK[socket.type] });
    return socket;
  }

  /** A socket that is connected to another. */
  connectedTo(peer: Socket, options: Partial<SocketOptions> | SocketType = {}): Socket {
    const socket = this.bound(options);
    const { port, address } = peer.address();
    socket.connectSync(port, address);
    return socket;
  }

  /** A socket of `node:dgram` that keeps what it gets. */
  async inbox(): Promise<Inbox> {
    const inbox = await Inbox.open();
    this.#inboxes.push(inbox);
    return inbox;
  }

  /** Something else that is to be done at the test's end. */
  atEnd(ending: () => void): void {
    this.#endings.push(ending);
  }

  async close(): Promise<void> {
    for (const ending of this.#endings) ending();
    for (const inbox of this.#inboxes) inbox.close();
    await Promise.all(this.#open.map((socket) => socket[Symbol.asyncDispose]()));
  }
}

/** What a test with sockets does. */
type SocketTest = (sockets: Sockets) => void | Promise<void>;

/** A test with sockets of its own; it fails where it hangs, and may be skipped for a reason. */
export function socketTest(name: string, run: SocketTest): void;
export function socketTest(name: string, options: { skip: string | false }, run: SocketTest): void;
export function socketTest(
  name: string,
  ...rest: [SocketTest] | [{ skip: string | false }, SocketTest]
): void {
  const [{ skip }, run] = rest.length === 2 ? rest : [{ skip: false }, rest[0]];
  test(name, { timeout: HANG_MS, skip }, async (context) => {
    const sockets = new Sockets();
    context.after(() => sockets.close());
    await run(sockets);
  });
}

/** Sends so that all has arrived when this returns: asking for the queue flushes it. */
export function arrive(
  sender: Socket,
  receiver: Socket,
  ...messages: readonly (string | Uint8Array)[]
): void {
  const { port, address } = receiver.address();
  for (const message of messages) sender.send(message, port, address);
  sender.getSendQueueCount();
}

/** Datagrams that tell their place, all of one size: they arrive as a train. */
export function train(count: number, size = 100, first = 0): Buffer[] {
  return Array.from({ length: count }, (_, place) => Buffer.alloc(size, first + place));
}

/** A datagram as 'message' tells it. */
export type Datagram = [message: Buffer, remote: RemoteInfo];

/** The datagrams of each batch, once a socket has got so many datagrams in batches. */
export function batches(socket: Socket, count: number): Promise<Datagram[][]> {
  return new Promise((resolve) => {
    const all: Datagram[][] = [];
    let left = count;
    const listener = (batch: MessageBatch): void => {
      all.push([...batch]);
      left -= batch.length;
      if (left > 0) return;
      socket.off('messages', listener);
      resolve(all);
    };
    socket.on('messages', listener);
  });
}

/** The datagrams that a socket gets one by one, once there are so many. */
export function datagrams(socket: Socket, count: number): Promise<Datagram[]> {
  return new Promise((resolve) => {
    const all: Datagram[] = [];
    const listener = (message: Buffer, remote: RemoteInfo): void => {
      if (all.push([message, remote]) < count) return;
      socket.off('message', listener);
      resolve(all);
    };
    socket.on('message', listener);
  });
}

/** What datagrams say, as text. */
export function texts(all: readonly Datagram[]): string[] {
  return all.map(([message]) => String(message));
}

/** What `sendMany()` told its callback. */
export interface Sent {
  error: NodeJS.ErrnoException | null;
  sent: number;
}

/** Calls `sendMany()`, with right or wrong arguments, and waits for its callback. */
export function sendMany(socket: Socket, ...args: readonly unknown[]): Promise<Sent> {
  return new Promise((resolve) => {
    const callback = (error: Error | null, sent: number): void => resolve({ error, sent });
    Reflect.apply(socket.sendMany, socket, [...args, callback]);
  });
}

/** What `send()` tells its callback. */
export function sendOne(
  socket: Socket,
  message: Message,
  port: number,
  address?: string,
): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => socket.send(message, port, address, resolve));
}

/** Takes the socket's handle as `child.send()` does: another reader may exist from then on. */
export function takeHandle(socket: Socket): { fd: number } {
  const probe = nodeDgram.createSocket('udp4');
  const symbols = Object.getOwnPropertySymbols(probe);
  probe.close();
  for (const symbol of symbols) {
    const state = Reflect.get(socket, symbol) as { handle?: { fd: number } } | undefined;
    if (typeof state === 'object' && state.handle !== undefined) return state.handle;
  }
  throw new Error('this Node hides the handle elsewhere');
}

/** Sends a datagram that says something, and waits for its callback. */
export function sendSaying(
  socket: Socket,
  message: Message,
  options: SendOptions,
): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => socket.send(message, options, resolve));
}
