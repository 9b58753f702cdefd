import { isIP } from 'node:net';
import { isBlocked, loopbackAddress, resolve } from '../address.js';
import { engine } from '../engine/index.js';
import {
  addressError,
  alreadyConnected,
  closedHandle,
  invalidArgumentValue,
  ipBlocked,
  notConnected,
  systemError,
} from '../errors/errors.js';
import { nextTick } from '../node/next-tick.js';
import { requireNetwork } from '../node/permission.js';
import { validatePort, validateString } from '../options/validate.js';
import {
  BindState,
  ConnectState,
  openHandle,
  type SocketObject,
  type SocketState,
  stateOf,
} from '../state.js';
import { whenBound } from './bind.js';

type ConnectCallback = (error?: Error) => void;

/** `connect()`. */
export function connect(
  socket: SocketObject,
  portValue: unknown,
  addressValue: unknown,
  callbackValue: unknown,
): void {
  const state = stateOf(socket);
  const port = validatePort(portValue, 'Port', false);
  const hasCallbackSecond = typeof addressValue === 'function';
  const address = hasCallbackSecond || addressValue === undefined ? '' : addressValue;
  const callback = (hasCallbackSecond ? addressValue : callbackValue) as
    | ConnectCallback
    | undefined;
  validateString(address, 'address');
  if (state.connectState !== ConnectState.Disconnected) throw alreadyConnected();

  state.connectState = ConnectState.Connecting;
  try {
    whenBound(socket, state, {
      run: () => startConnecting(socket, state, port, address, callback),
      fail: (error) => {
        state.connectState = ConnectState.Disconnected;
        if (callback) nextTick(callback, error);
      },
    });
  } catch (error) {
    if (state.connectState === ConnectState.Connecting) {
      state.connectState = ConnectState.Disconnected;
    }
    throw error;
  }
}

function startConnecting(
  socket: SocketObject,
  state: SocketState,
  port: number,
  address: string,
  callback: ConnectCallback | undefined,
): void {
  if (callback) socket.once('connect', callback);
  if (state.handle === null) throw closedHandle('lookup');
  resolve(state.options.lookup, state.options.type, address, (error, resolved) => {
    if (state.handle === null) return;
    const failure = error ?? connectHandle(state, resolved, address, port);
    if (failure === undefined) {
      state.connectState = ConnectState.Connected;
      nextTick(() => socket.emit('connect'));
      return;
    }
    state.connectState = ConnectState.Disconnected;
    nextTick(() => {
      if (callback) {
        socket.removeListener('connect', callback);
        callback(failure);
      } else {
        socket.emit('error', failure);
      }
    });
  });
}

/** Connects; the error is about the address as the caller gave it. */
function connectHandle(
  state: SocketState,
  resolved: string,
  address: string,
  port: number,
): Error | undefined {
  if (isBlocked(state.options.sendBlockList, resolved)) {
    return ipBlocked(resolved);
  }
  requireNetwork();
  // What was sent before belongs to its own destinations.
  engine.sends.flush();
  const errno = openHandle(state).connect(`${resolved}`, port);
  return errno < 0 ? addressError(errno, 'connect', address, port) : undefined;
}

/** `connectSync()`. */
export function connectSync(socket: SocketObject, portValue: unknown, addressValue: unknown): void {
  const state = stateOf(socket);
  openHandle(state);
  const port = validatePort(portValue, 'Port', false);
  if (state.connectState !== ConnectState.Disconnected) throw alreadyConnected();
  if (addressValue !== undefined && addressValue !== null) validateString(addressValue, 'address');
  const address = addressValue || loopbackAddress(state.options.type);
  if (isIP(address) === 0) {
    throw invalidArgumentValue(
      'address',
      'must be a numeric IP address; connectSync does not perform DNS resolution',
      address,
    );
  }
  if (state.bindState !== BindState.Bound) socket.bindSync();
  const failure = connectHandle(state, address, address, port);
  if (failure !== undefined) throw failure;
  state.connectState = ConnectState.Connected;
  nextTick(() => {
    if (state.handle !== null) socket.emit('connect');
  });
}

/** `disconnect()`. */
export function disconnect(socket: SocketObject): void {
  const state = stateOf(socket);
  if (state.connectState !== ConnectState.Connected) throw notConnected();
  // What was sent so far belongs to the peer.
  engine.sends.flush();
  if (state.handle === null) throw closedHandle('disconnect');
  const errno = state.handle.disconnect();
  if (errno < 0) throw systemError(errno, 'connect');
  state.connectState = ConnectState.Disconnected;
}
