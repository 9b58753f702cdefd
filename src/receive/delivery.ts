import type { EventEmitter } from 'node:events';
import { type SocketState, stateOf } from '../state.js';

/** The methods by which one listener comes or goes; an emitter's others use these. */
const LISTENER_METHODS = ['addListener', 'on', 'prependListener', 'off', 'removeListener'] as const;

type ListenerMethod = (event: unknown, listener: unknown) => unknown;

/**
 * A prototype between a socket's and that of emitters. It watches the listeners of 'message' and
 * 'messages' come and go, so that the engine knows which of them is wanted, and the other costs
 * nothing.
 */
export function watchListeners(emitterPrototype: EventEmitter): EventEmitter {
  const watching: EventEmitter = Object.create(emitterPrototype);
  for (const name of LISTENER_METHODS) {
    function method(this: EventEmitter, event: unknown, listener: unknown): unknown {
      // Looked up now: programs replace an emitter's methods.
      const returned = (emitterPrototype[name] as ListenerMethod).call(this, event, listener);
      if (event === 'messages' || event === 'message') chooseDelivery(this);
      return returned;
    }
    Object.defineProperty(method, 'name', { value: name });
    Object.assign(watching, { [name]: method });
  }
  watching.removeAllListeners = function removeAllListeners(
    this: EventEmitter,
    ...events: [event?: string | symbol]
  ) {
    // Not the same without an argument as with an undefined one.
    emitterPrototype.removeAllListeners.apply(this, events);
    chooseDelivery(this);
    return this;
  };
  return watching;
}

function chooseDelivery(socket: EventEmitter): void {
  // There is none while the socket is being made.
  const state: SocketState | undefined = stateOf(socket);
  if (state === undefined || state.handle === null) return;
  const inBatches = socket.listenerCount('messages') > 0;
  if (!inBatches && !state.deliversBatches) return;
  // Where nobody listens at all, one by one: a program may have replaced emit().
  const oneByOne = !inBatches || socket.listenerCount('message') > 0;
  state.handle.setDelivery(oneByOne, inBatches);
  state.deliversBatches = inBatches;
}
