import cluster from 'node:cluster';
import { type EventEmitter, errorMonitor } from 'node:events';
import { anyAddress, isLiteral, resolve } from '../address.js';
import { EEXIST, engine } from '../engine/index.js';
import {
  addressError,
  alreadyBound,
  bindDenied,
  invalidDescriptorType,
  type SystemError,
  systemError,
} from '../errors/errors.js';
import { type SharedHandleRequest, shareWithCluster } from '../node/cluster.js';
import { nextTick } from '../node/next-tick.js';
import { bindCallbackHidesErrors, setOwner } from '../node/node-internals.js';
import { isOfHandle } from '../node/node-state.js';
import { networkDenial, requireNetwork } from '../node/permission.js';
import { applyBufferSizes } from '../options/buffer-size.js';
import { isObject } from '../options/validate.js';
import {
  BindState,
  type BindTarget,
  type Deferred,
  type NodeHandle,
  openHandle,
  type SocketObject,
  type SocketState,
  stateOf,
} from '../state.js';
import { awaitingBind, isExiting } from './exit.js';

/** What Node gives an implicit bind in the place of a callback, for overriders to see. */
const NO_CALLBACK = null as unknown as undefined;

/** What the kernel makes of a port: like Node's, ours are cut to 16 bits without a word. */
function portBits(port: unknown): number {
  return ((port || 0) as number) & 0xffff;
}

/** `bind()`: every overload, implicit binds included. */
export function bind(socket: SocketObject, args: ArrayLike<unknown>): void {
  const state = stateOf(socket);
  openHandle(state);
  if (state.bindState !== BindState.Unbound) throw alreadyBound();

  state.bindState = BindState.Binding;
  const stopListening = listenForOutcome(socket, args[args.length - 1]);
  try {
    startBinding(socket, state, args[0], args[1]);
  } catch (error) {
    // A bad argument changes nothing; a throw of the user's own listener is not one.
    if (state.bindState === BindState.Binding) {
      state.bindState = BindState.Unbound;
      stopListening();
    }
    throw error;
  }
}

/** Calls the bind's callback once it is done, and never after it failed. */
function listenForOutcome(socket: SocketObject, callback: unknown): () => void {
  if (typeof callback !== 'function') return () => {};
  const emitter: EventEmitter = socket;
  const failure = bindCallbackHidesErrors ? 'error' : errorMonitor;
  const stopListening = () => {
    emitter.removeListener(failure, stopListening);
    emitter.removeListener('listening', onListening);
  };
  const onListening = () => {
    stopListening();
    callback.call(socket);
  };
  emitter.on(failure, stopListening);
  emitter.on('listening', onListening);
  return stopListening;
}

function startBinding(
  socket: SocketObject,
  state: SocketState,
  first: unknown,
  second: unknown,
): void {
  if (isObject(first)) {
    if (typeof first.recvStart === 'function') {
      const handle = first as unknown as NodeHandle;
      const errno = adoptShared(socket, state, handle);
      if (errno < 0) throw systemError(errno, 'open');
      startListening(socket, state);
      return;
    }
    if (first.fd === ((first.fd as number) | 0) && (first.fd as number) > 0) {
      bindDescriptor(socket, state, first.fd as number, first);
      return;
    }
  }
  const target = bindTarget(state, first, second);
  const { address } = target;
  if (typeof address === 'string' && isLiteral(address, state.options.lookup)) {
    state.pendingBind = target;
    nextTick(finishBinding, socket, state, target, null, address);
  } else {
    resolve(state.options.lookup, state.options.type, address, (error, resolved) =>
      finishBinding(socket, state, target, error, resolved),
    );
  }
}

function bindTarget(state: SocketState, first: unknown, second: unknown): BindTarget {
  let target: BindTarget;
  if (isObject(first)) {
    // In the order in which Node reads them: getters may throw.
    const { address, exclusive, port } = first;
    target = { address, port, exclusive: Boolean(exclusive) };
  } else {
    const address = typeof second === 'function' ? undefined : second;
    target = { address, port: first, exclusive: false };
  }
  target.address ||= anyAddress(state.options.type);
  target.exclusive ||= state.options.flags.reusePort;
  return target;
}

function finishBinding(
  socket: SocketObject,
  state: SocketState,
  { port, exclusive }: BindTarget,
  error: Error | null,
  address: string,
): void {
  state.pendingBind = undefined;
  if (state.handle === null || state.bindState === BindState.Bound) return;
  if (error) {
    failBind(socket, state, error);
    return;
  }
  if (cluster.isWorker && !exclusive) {
    const request = {
      address,
      port,
      addressType: state.options.type,
      fd: -1,
      flags: state.options.flags,
    };
    bindShared(socket, state, request, (errno) => bindError(errno, address, port));
    return;
  }
  const failure = bindHandle(state, address, port);
  if (failure === undefined) startListening(socket, state);
  else failBind(socket, state, failure);
}

/** Binds. What went wrong, or nothing. */
export function bindHandle(state: SocketState, address: string, port: unknown): Error | undefined {
  const denial = networkDenial(address);
  if (denial !== undefined) return bindDenied(denial, address, port);
  // A custom lookup may answer with anything.
  const errno = openHandle(state).bind(`${address}`, portBits(port), state.options.flags);
  return errno < 0 ? bindError(errno, address, port) : undefined;
}

function bindError(errno: number, address: string, port: unknown): SystemError {
  return addressError(errno, 'bind', address, port);
}

/** Does what is left of a bind at once and without events: the process ends before its tick. */
function bindAtOnce(state: SocketState): void {
  if (state.pendingBind === undefined) return;
  const { address, port, exclusive } = state.pendingBind;
  if (state.handle === null || (cluster.isWorker && !exclusive)) return;
  if (bindHandle(state, `${address}`, port) !== undefined) return;
  state.bindState = BindState.Bound;
  runDeferred(state);
}

function bindDescriptor(
  socket: SocketObject,
  state: SocketState,
  descriptor: number,
  options: Record<string, unknown>,
): void {
  const exclusive = Boolean(options.exclusive);
  if (cluster.isWorker && !exclusive) {
    const { type, flags } = state.options;
    const request = { address: null, port: null, addressType: type, fd: descriptor, flags };
    bindShared(socket, state, request, (errno) => systemError(errno, 'open'));
    return;
  }
  const kind = engine.descriptorKind(descriptor);
  const { sharing } = openHandle(state);
  if (kind !== 'UDP' || sharing === null) throw invalidDescriptorType(kind);
  requireNetwork();
  const errno = isOfHandle(descriptor) ? EEXIST : sharing.adopt(descriptor);
  if (errno < 0) throw systemError(errno, 'open');
  startListening(socket, state);
}

/** Binds to the handle that a cluster's workers share. */
function bindShared(
  socket: SocketObject,
  state: SocketState,
  request: SharedHandleRequest,
  describe: (errno: number) => Error,
): void {
  shareWithCluster(socket, request, (errno, handle) => {
    if (state.handle === null) {
      handle?.close();
    } else if (handle === undefined) {
      failBind(socket, state, describe(errno));
    } else {
      const failure = adoptShared(socket, state, handle);
      if (failure < 0) {
        handle.close();
        failBind(socket, state, describe(failure));
      } else {
        startListening(socket, state);
      }
    }
  });
}

/**
 * Works on a copy of the handle's descriptor, and keeps the handle for as long as the socket lives.
 *
 * @returns 0, or a negative error number, and then the handle remains the caller's
 */
function adoptShared(socket: SocketObject, state: SocketState, handle: NodeHandle): number {
  requireNetwork();
  const { sharing } = openHandle(state);
  const errno = sharing === null ? 0 : sharing.adoptCopy(handle.fd);
  if (errno < 0) return errno;
  state.sharedHandle = handle;
  setOwner(handle, socket);
  return 0;
}

function failBind(socket: SocketObject, state: SocketState, error: Error): void {
  state.bindState = BindState.Unbound;
  try {
    socket.emit('error', error);
  } finally {
    // Where a program has removed the listener that does so.
    failDeferred(state, error);
  }
}

function startListening(socket: SocketObject, state: SocketState): void {
  const failure = startReceiving(state);
  if (failure === undefined) socket.emit('listening');
  else failBind(socket, state, failure);
}

/** Receives from now on. Where the system can't watch one more descriptor, it is as if unbound. */
export function startReceiving(state: SocketState): Error | undefined {
  const handle = openHandle(state);
  const errno = handle.startReceiving();
  if (errno < 0) {
    handle.release();
    return systemError(errno, 'recvStart');
  }
  state.receiving = true;
  state.bindState = BindState.Bound;
  applyBufferSizes(state);
  return undefined;
}

/** Runs an action now if the socket is bound, else when an implicit bind is done. */
export function whenBound(socket: SocketObject, state: SocketState, action: Deferred): void {
  // By its public name: subclasses choose the address, and test doubles stop the network, there.
  if (state.bindState === BindState.Unbound) {
    socket.bind({ port: 0, exclusive: true }, NO_CALLBACK);
  }
  if (state.bindState === BindState.Bound) {
    action.run();
  } else if (state.deferred === undefined) {
    state.deferred = [action];
    awaitingBind.set(state, () => bindAtOnce(state));
    awaitOutcome(socket, state);
  } else {
    state.deferred.push(action);
  }
  if (isExiting()) bindAtOnce(state);
}

function awaitOutcome(emitter: EventEmitter, state: SocketState): void {
  const onListening = () => {
    emitter.removeListener(errorMonitor, onError);
    runDeferred(state);
  };
  const onError = (error: Error) => {
    emitter.removeListener('listening', onListening);
    failDeferred(state, error);
  };
  emitter.once(errorMonitor, onError);
  emitter.once('listening', onListening);
}

/** Tells who waits, once the listeners of 'error' have been told. */
function failDeferred(state: SocketState, error: Error): void {
  const actions = takeDeferred(state);
  if (actions.length === 0) return;
  nextTick(() => {
    for (const action of actions) action.fail(error);
  });
}

function takeDeferred(state: SocketState): Deferred[] {
  const actions = state.deferred ?? [];
  state.deferred = undefined;
  awaitingBind.delete(state);
  return actions;
}

function runDeferred(state: SocketState): void {
  for (const action of takeDeferred(state)) action.run();
}
