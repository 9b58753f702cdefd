import type { SocketType } from 'node:dgram';
import type { EventEmitter } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Dgram, Socket, SocketOptions } from './dgram';
import { Renderer } from './render';

const EVENTS = ['listening', 'connect', 'message', 'error', 'close'] as const;

export type EventName = (typeof EVENTS)[number];

/** Writes a line of a trace. */
export type Trace = (label: string, ...values: unknown[]) => void;

/** A traced callback, and a promise of its first call's arguments. */
export interface TracedCallback {
  (...args: unknown[]): void;
  readonly called: Promise<unknown[]>;
}

/** What a scenario works with: one implementation, one family, one trace. */
export class Context {
  readonly loopback: string;
  readonly any: string;
  /** The loopback address of the family that this is not. */
  readonly foreign: string;
  readonly otherType: SocketType;
  readonly #renderer = new Renderer();
  readonly #lines: string[] = [];
  readonly #lanes = new Map<string, string[]>();
  readonly #sockets: Socket[] = [];

  constructor(
    readonly dgram: Dgram,
    readonly type: SocketType,
  ) {
    this.loopback = type === 'udp4' ? '127.0.0.1' : '::1';
    this.any = type === 'udp4' ? '0.0.0.0' : '::';
    this.foreign = type === 'udp4' ? '::1' : '127.0.0.1';
    this.otherType = type === 'udp4' ? 'udp6' : 'udp4';
    this.#renderer.nameObject(dgram, 'dgram');
    this.#renderer.nameObject(globalThis, 'globalThis');
  }

  lines(): string[] {
    const lanes = [...this.#lanes.keys()].sort();
    return [...this.#lines, ...lanes.flatMap((lane) => this.#lanes.get(lane) ?? [])];
  }

  trace(label: string, ...values: unknown[]): void {
    this.#lines.push(values.length === 0 ? label : `${label}: ${this.#renderer.args(values)}`);
  }

  /** For events whose order among the other events is no promise: each lane has its own trace. */
  lane(name: string): Trace {
    const lines: string[] = [];
    this.#lanes.set(name, lines);
    return (label, ...values) => {
      lines.push(`[${name}] ${label}: ${this.#renderer.args(values)}`);
    };
  }

  name(object: object, name: string): void {
    this.#renderer.nameObject(object, name);
  }

  namePort(port: number, name: string): void {
    this.#renderer.namePort(port, name);
  }

  /** Shows a text that differs between the implementations under a name; returns it. */
  nameText(text: string, name: string): string {
    this.#renderer.nameText(text, name);
    return text;
  }

  /** A new socket, by default of the scenario's family, that is closed when the scenario ends. */
  socket(name: string, options: SocketType | Partial<SocketOptions> = {}): Socket {
    const full = typeof options === 'string' ? options : { type: this.type, ...options };
    return this.adopt(name, this.dgram.createSocket(full));
  }

  adopt<T extends Socket>(name: string, socket: T): T {
    this.#renderer.nameObject(socket, name);
    this.#sockets.push(socket);
    return socket;
  }

  /** A socket bound to the loopback address; its port is shown as `<port:name>`. */
  async bound(name: string, options: SocketType | Partial<SocketOptions> = {}): Promise<Socket> {
    const socket = this.socket(name, options);
    await this.bind(socket, name, socket.type === 'udp4' ? '127.0.0.1' : '::1');
    return socket;
  }

  /** Binds to a free port and names it. */
  async bind(socket: Socket, name: string, address: string = this.loopback): Promise<AddressInfo> {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, address, () => {
        socket.removeListener('error', reject);
        resolve();
      });
    });
    const bound = socket.address();
    this.namePort(bound.port, name);
    return bound;
  }

  /** A bound socket and one connected to it. */
  async connected(name: string, server: Socket): Promise<Socket> {
    const socket = await this.bound(name);
    const { port, address } = server.address();
    await new Promise<void>((resolve) => socket.connect(port, address, resolve));
    return socket;
  }

  /** Traces every event of a socket, or those named, with its arguments and `this`. */
  record(socket: Socket, name: string, events: readonly EventName[] = EVENTS): void {
    const context = this;
    for (const event of events) {
      (socket as EventEmitter).on(event, function (this: unknown, ...args: unknown[]) {
        context.trace(`${name} emits ${event}`, ...args);
        if (this !== socket) context.trace(`${name} ${event} has another this`, this);
      });
    }
  }

  /**
   * Traces what a function returns or throws. A TypeError without a code is one that V8 threw in
   * Node's code: its class is behaviour, its words are not.
   */
  attempt<T>(
    label: string,
    run: () => T,
    trace: Trace = (...line) => this.trace(...line),
  ): T | undefined {
    try {
      const result = run();
      trace(`${label} returns`, result);
      return result;
    } catch (error) {
      if (error instanceof TypeError && !('code' in error)) trace(`${label} throws a TypeError`);
      else trace(`${label} throws`, error);
      return undefined;
    }
  }

  /** Calls a method with any arguments, right or wrong, and traces them and the outcome. */
  call(target: object, method: string, ...args: unknown[]): unknown {
    const called = Reflect.get(target, method) as (...args: unknown[]) => unknown;
    const label = `${method}(${this.#renderer.args(args)})`;
    return this.attempt(label, () => Reflect.apply(called, target, args));
  }

  /** A callback that traces its `this` and arguments. */
  callback(name: string): TracedCallback {
    const context = this;
    let resolve: (args: unknown[]) => void = () => {};
    const called = new Promise<unknown[]>((settle) => {
      resolve = settle;
    });
    const callback = function (this: unknown, ...args: unknown[]): void {
      context.trace(`${name} called with this ${context.#renderer.value(this)}`, ...args);
      resolve(args);
    };
    this.name(callback, name);
    return Object.assign(callback, { called });
  }

  /** Waits for an event; unlike `events.once` it listens for nothing else. */
  next(socket: Socket, event: EventName): Promise<unknown[]> {
    return new Promise((resolve) => {
      (socket as EventEmitter).once(event, (...args: unknown[]) => resolve(args));
    });
  }

  /** Waits until a socket has emitted `'message'` so many times. */
  messages(socket: Socket, count: number): Promise<Buffer[]> {
    return new Promise((resolve) => {
      const messages: Buffer[] = [];
      const listener = (message: Buffer): void => {
        messages.push(message);
        if (messages.length < count) return;
        socket.removeListener('message', listener);
        resolve(messages);
      };
      socket.on('message', listener);
    });
  }

  /** Sends and waits for the callback. */
  sent(socket: Socket, payload: string | Uint8Array, to: Socket): Promise<void> {
    const { port, address } = to.address();
    return new Promise((resolve, reject) => {
      socket.send(payload, port, address, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Lets everything that is due happen: several turns of the event loop. */
  async turns(count = 5): Promise<void> {
    for (let turn = 0; turn < count; turn += 1)
      await new Promise<void>((resolve) => setImmediate(resolve));
  }

  closeAll(): void {
    for (const socket of this.#sockets) {
      socket.removeAllListeners();
      socket.on('error', () => {});
      try {
        socket.unref();
        socket.close();
      } catch {
        // Closed by the scenario.
      }
    }
  }
}
