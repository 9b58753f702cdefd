import { EventEmitter } from 'node:events';
import { asyncDispose, DatagramSocket } from './datagram-socket.js';
import type { MessageListener } from './events.js';
import { KernelSocket } from './kernel-socket.js';
import { initialize } from './lifecycle/initialize.js';
import { NodeSocket, nodeStateKey } from './node/node-internals.js';
import { NodeState } from './node/node-state.js';
import type { SocketOptions, SocketType } from './options/options.js';
import { watchListeners } from './receive/delivery.js';
import { type NodeView, stateOf } from './state.js';

/** A class that, like Node's, can also be called on an object: ES5 subclasses do. */
export interface SocketConstructor extends Omit<typeof EventEmitter, 'prototype'> {
  new (options: SocketOptions | SocketType, listener?: MessageListener): Socket;
  readonly prototype: Socket;
}

export type Socket = DatagramSocket;

/**
 * A UDP socket. Programs get one from {@link createSocket}.
 *
 * @throws what {@link createSocket} throws
 */
export const Socket = function (this: Socket, options: unknown, listener?: unknown): void {
  EventEmitter.call(this as unknown as EventEmitter);
  initialize(this, options, listener);
} as unknown as SocketConstructor;

Object.defineProperty(Socket, 'prototype', { value: DatagramSocket.prototype, writable: false });
Object.defineProperties(DatagramSocket.prototype, {
  constructor: { value: Socket, configurable: true, writable: true },
  [nodeStateKey]: {
    get(this: Socket): NodeView {
      const state = stateOf(this);
      state.nodeState ??= new NodeState(state, state.receiver);
      return state.nodeState;
    },
    configurable: true,
  },
});
// As in Node, where the prototype is no class's, for…in sees the methods.
for (const prototype of [DatagramSocket.prototype, KernelSocket.prototype]) {
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (typeof value === 'function' && name !== 'constructor') {
      Object.defineProperty(prototype, name, { enumerable: true });
    }
  }
}
// Programs have a property of that name, too: theirs takes its place, as with node:dgram.
Object.defineProperty(KernelSocket.prototype, 'fd', {
  set(this: Socket, value: unknown) {
    const plain = { writable: true, enumerable: true, configurable: true };
    Object.defineProperty(this, 'fd', { value, ...plain });
  },
});
Object.defineProperty(DatagramSocket.prototype, asyncDispose, { enumerable: true });
// So that Node's own modules, child.send() among them, know the socket.
Object.setPrototypeOf(KernelSocket.prototype, watchListeners(NodeSocket.prototype));
Object.setPrototypeOf(Socket, EventEmitter);

/**
 * Creates a socket. It takes no system resources until it is bound, connected or sends.
 *
 * @param options its type, or options with its type
 * @param listener added as listener of 'message'
 * @throws ERR_SOCKET_BAD_TYPE, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE; ERR_INVALID_ARG_VALUE,
 *   ERR_FEATURE_UNAVAILABLE (receiveInfo, icmpErrors)
 */
export function createSocket(
  options: SocketOptions | SocketType,
  listener?: MessageListener,
): Socket;
// The last, as in Node's types: it is that which Parameters<typeof createSocket> gives.
export function createSocket(options: SocketOptions, listener?: MessageListener): Socket;
export function createSocket(
  options: SocketOptions | SocketType,
  listener?: MessageListener,
): Socket {
  return new Socket(options, listener);
}
