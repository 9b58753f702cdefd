import { AsyncResource } from 'node:async_hooks';
import { addAbortListener } from 'node:events';
import { defaultLookup, familyOf } from '../address.js';
import { socketChannel } from '../diagnostics.js';
import { engine } from '../engine/index.js';
import type { MessageListener } from '../events.js';
import { checkSocketOptions, type SocketType } from '../options/options.js';
import { validateAbortSignal } from '../options/validate.js';
import { Receiver } from '../receive/receive.js';
import { BindState, ConnectState, type SocketObject, setState, stateOf } from '../state.js';

/**
 * Gives a socket under construction its type, its state and its engine's socket.
 *
 * @throws ERR_SOCKET_BAD_TYPE, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE
 */
export function initialize(socket: SocketObject, typeOrOptions: unknown, listener: unknown): void {
  const options = checkSocketOptions(typeOrOptions, defaultLookup());
  const { type, signal, receives, coalesce, maxSendQueueSize } = options;
  (socket as { type: SocketType }).type = type;
  if (typeof listener === 'function') socket.on('message', listener as MessageListener);

  const receiver = new Receiver(socket);
  const resource = new AsyncResource('UDPWRAP');
  const handle = engine.createSocket(familyOf(type), resource, receiver, receives);
  if (!coalesce) handle.separateQueue();
  if (maxSendQueueSize !== undefined) handle.limitQueue(maxSendQueueSize);
  setState(socket, {
    options,
    handle,
    receiver,
    bindState: BindState.Unbound,
    connectState: ConnectState.Disconnected,
    receiving: false,
    deliversBatches: false,
    deferred: undefined,
    pendingBind: undefined,
    memberships: undefined,
    sharedHandle: undefined,
    turnAtClose: undefined,
    nodeState: undefined,
    bufferSizes: undefined,
  });
  if (signal !== undefined) closeOnAbort(socket, signal);
  if (socketChannel.hasSubscribers) socketChannel.publish({ socket });
}

function closeOnAbort(socket: SocketObject, signal: unknown): void {
  validateAbortSignal(signal, 'options.signal');
  const onAbort = () => {
    if (stateOf(socket).handle !== null) socket.close();
  };
  if (signal.aborted) {
    onAbort();
    return;
  }
  // No other listener can keep the event from this one.
  const listening = addAbortListener(signal, onAbort);
  socket.once('close', () => listening[Symbol.dispose]());
}
