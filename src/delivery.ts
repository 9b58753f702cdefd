import type { EventEmitter } from 'node:events';
import { type SocketState, stateOf } from './state.js';

/** The methods by which listeners come and go; an emitter's others use these. */
const LISTENER_METHODS = [
  'addListener',
  'on',
  'prependListener',
  'off',
  'removeListener',
  'removeAllListeners',
] as const;

/**
 * A prototype between a socket's and that of emitters. It watches the listeners of 'message' and
 * 'messages' come and go, so that the engine knows which of them is wanted, and the other costs
 * nothing.
 */
export function watchListeners(emitterPrototype: EventEmitter): EventEmitter {
  const watching: EventEmitter = Object.create(emitterPrototype);
  for (const name of LISTENER_METHODS) {
    function method(this: EventEmitter, ...args: unknown[]): unknown {
      // Looked up now: programs replace an emitter's methods.
      const original = emitterPrototype[name] as (...args: unknown[]) => unknown;
      const returned = original.apply(this, args);
      const [event] = args;
      if (event === 'messages' || event === 'message' || event === undefined) {
        chooseDelivery(this, stateOf(this));
      }
      return returned;
    }
    const { length } = emitterPrototype[name];
    Object.defineProperties(method, { name: { value: name }, length: { value: length } });
    Object.assign(watching, { [name]: method });
  }
  return watching;
}

/** @param state undefined while the socket is being made */
function chooseDelivery(socket: EventEmitter, state: SocketState | undefined): void {
  if (state === undefined || state.handle === null) return;
  const inBatches = socket.listenerCount('messages') > 0;
  if (!inBatches && !state.deliversBatches) return;
  // Where nobody listens at all, one by one: a program may have replaced emit().
  const oneByOne = !inBatches || socket.listenerCount('message') > 0;
  state.handle.setDelivery(oneByOne, inBatches);
  state.deliversBatches = inBatches;
}
