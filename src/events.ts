import { EventEmitter } from 'node:events';
import type { IcmpError, RemoteInfo } from './engine/index.js';
import type { MessageBatch, NonSharedBuffer } from './receive/message-batch.js';

/** The events of a socket and what their listeners get. */
export interface SocketEventMap {
  /** The socket is closed; no event follows. */
  close: [];
  /** `connect()` is done. */
  connect: [];
  /** A bind, look-up or read failed. */
  error: [error: Error];
  /**
   * ICMP told of a datagram that had left, on a socket with the option `icmpErrors`. Not in
   * node:dgram.
   */
  icmpError: [error: IcmpError];
  /** The socket is bound and receives. */
  listening: [];
  /** A datagram arrived. */
  message: [message: NonSharedBuffer, remote: RemoteInfo];
  /** Datagrams arrived: all that one wake-up of the event loop has read. Not in node:dgram. */
  messages: [batch: MessageBatch];
}

type EventName = keyof SocketEventMap;

/** What a listener of the event is. */
type Listener<E extends EventName> = (...args: SocketEventMap[E]) => void;

// biome-ignore lint/suspicious/noExplicitAny: programs have events of their own
type OwnListener = (...args: any[]) => void;

/** An event emitter that knows a socket's events, and takes a program's own. */
export interface SocketEmitter extends EventEmitter {
  addListener<E extends EventName>(event: E, listener: Listener<E>): this;
  addListener(event: string | symbol, listener: OwnListener): this;
  on<E extends EventName>(event: E, listener: Listener<E>): this;
  on(event: string | symbol, listener: OwnListener): this;
  once<E extends EventName>(event: E, listener: Listener<E>): this;
  once(event: string | symbol, listener: OwnListener): this;
  prependListener<E extends EventName>(event: E, listener: Listener<E>): this;
  prependListener(event: string | symbol, listener: OwnListener): this;
  prependOnceListener<E extends EventName>(event: E, listener: Listener<E>): this;
  prependOnceListener(event: string | symbol, listener: OwnListener): this;
  emit<E extends EventName>(event: E, ...args: SocketEventMap[E]): boolean;
  emit(event: string | symbol, ...args: Parameters<OwnListener>): boolean;
}

export const SocketEmitter = EventEmitter as unknown as new () => SocketEmitter;

/** What a 'message' listener is. */
export type MessageListener = Listener<'message'>;
