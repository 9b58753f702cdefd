import { isUint8Array } from 'node:util/types';
import { isBlocked, isLiteral, loopbackAddress, resolve } from '../address.js';
import {
  byteLengthOf,
  CONNECTED,
  EISCONN,
  EMSGSIZE,
  ENOPROTOOPT,
  type EngineSocket,
  MAX_DATAGRAM_SIZE,
  MAX_SHORT_DATAGRAM_SIZE,
} from '../engine/index.js';
import {
  addressError,
  cannotSend,
  closedHandle,
  featureUnavailable,
  ipBlocked,
} from '../errors/errors.js';
import { whenBound } from '../lifecycle/bind.js';
import { nextTick } from '../node/next-tick.js';
import { networkDenial, requireNetwork } from '../node/permission.js';
import { isPort } from '../options/validate.js';
import {
  BindState,
  ConnectState,
  openHandle,
  type SocketObject,
  type SocketState,
  stateOf,
} from '../state.js';
import { copyMessage } from './message.js';
import { checkDatagram, type Outgoing, type SendCallback } from './send-arguments.js';
import { scheduleCompletion } from './send-completion.js';

/** `send()`. */
export function send(
  socket: SocketObject,
  message: unknown,
  second: unknown,
  third: unknown,
  fourth: unknown,
  fifth: unknown,
  sixth: unknown,
): void {
  const state = stateOf(socket);
  const isSent =
    state.connectState === ConnectState.Connected
      ? sendToPeer(state, message, second, third, fourth, fifth)
      : sendToLiteral(state, message, second, third, fourth, fifth);
  if (!isSent) sendAny(socket, state, message, second, third, fourth, fifth, sixth);
}

/**
 * `(bytes, port, literal[, callback])` of a bound socket, in as few steps as that takes: it is what
 * nearly every send is.
 *
 * @returns whether it was that, with nothing to refuse; if not, nothing has happened
 */
function sendToLiteral(
  state: SocketState,
  message: unknown,
  port: unknown,
  address: unknown,
  callback: unknown,
  fifth: unknown,
): boolean {
  const { handle, options } = state;
  if (
    handle === null ||
    state.bindState !== BindState.Bound ||
    state.connectState !== ConnectState.Disconnected ||
    options.sendBlockList !== undefined ||
    !isUint8Array(message) ||
    !isPort(port) ||
    typeof address !== 'string' ||
    !isLiteral(address, options.lookup) ||
    !isOptionalCallback(callback) ||
    fifth ||
    networkDenial() !== undefined
  ) {
    return false;
  }
  const length = byteLengthOf(message);
  const destination = handle.destination(address, port);
  if (destination < 0 || length > MAX_SHORT_DATAGRAM_SIZE) return false;
  const place = handle.queueShort(message, length, destination);
  scheduleCompletion(state, callback, length, port, address, place, false);
  return true;
}

/** `(bytes[, callback])` of a connected socket, likewise. */
function sendToPeer(
  state: SocketState,
  message: unknown,
  callback: unknown,
  third: unknown,
  fourth: unknown,
  fifth: unknown,
): boolean {
  const { handle } = state;
  if (
    handle === null ||
    !isUint8Array(message) ||
    !isOptionalCallback(callback) ||
    third !== undefined ||
    fourth ||
    // An address that is null is none; any other is checked.
    fifth !== undefined ||
    networkDenial() !== undefined
  ) {
    return false;
  }
  const length = byteLengthOf(message);
  if (length > MAX_SHORT_DATAGRAM_SIZE) return false;
  const place = handle.queueShort(message, length, CONNECTED);
  scheduleCompletion(state, callback, length, undefined, undefined, place, false);
  return true;
}

function isOptionalCallback(value: unknown): value is SendCallback | undefined {
  return value === undefined || typeof value === 'function';
}

/** Sends whatever `send()` takes. */
function sendAny(
  socket: SocketObject,
  state: SocketState,
  message: unknown,
  second: unknown,
  third: unknown,
  fourth: unknown,
  fifth: unknown,
  sixth: unknown,
): void {
  const connected = state.connectState === ConnectState.Connected;
  const outgoing = checkDatagram(connected, message, second, third, fourth, fifth, sixth);
  openHandle(state);
  if (state.bindState === BindState.Bound) dispatch(socket, state, outgoing);
  else sendOnceBound(socket, state, outgoing);
}

function sendOnceBound(socket: SocketObject, state: SocketState, outgoing: Outgoing): void {
  outgoing.payload = copyMessage(outgoing.payload);
  let waits = false;
  whenBound(socket, state, {
    run: () => {
      // Behind a close() that waited too.
      if (waits) openHandle(state);
      dispatch(socket, state, outgoing);
    },
    fail: (cause) => {
      if (outgoing.callback === undefined) return;
      nextTick(outgoing.callback, Object.assign(cannotSend(), { cause }));
    },
  });
  waits = state.deferred !== undefined;
  // With a synchronous lookup, a listener of 'listening' may have closed the socket by now.
  if (!waits && state.handle === null) throw closedHandle('lookup');
}

/** Sends on a bound socket, looking a host name up first. */
function dispatch(socket: SocketObject, state: SocketState, outgoing: Outgoing): void {
  const { handle } = state;
  if (handle === null) return;
  const { address, port } = outgoing;
  if (port === undefined) {
    requireNetwork();
    enqueue(state, handle, outgoing, CONNECTED);
    return;
  }
  const hostname = address || loopbackAddress(state.options.type);
  const isConnecting = state.connectState === ConnectState.Connecting;
  if (isLiteral(hostname, state.options.lookup) && !isConnecting) {
    sendTo(state, handle, outgoing, hostname, port);
  } else {
    sendOnceResolved(socket, state, outgoing, hostname, port);
  }
}

function sendOnceResolved(
  socket: SocketObject,
  state: SocketState,
  outgoing: Outgoing,
  hostname: string,
  port: number,
): void {
  outgoing.payload = copyMessage(outgoing.payload);
  resolve(state.options.lookup, state.options.type, hostname, (error, resolved) => {
    const { callback } = outgoing;
    if (error) {
      if (callback !== undefined) nextTick(callback, error);
      else nextTick(() => socket.emit('error', error));
    } else if (state.handle !== null) {
      outgoing.isLookedUp = true;
      sendTo(state, state.handle, outgoing, `${resolved}`, port);
    }
  });
}

function sendTo(
  state: SocketState,
  handle: EngineSocket,
  outgoing: Outgoing,
  resolved: string,
  port: number,
): void {
  if (isForbidden(state, outgoing, resolved)) return;
  const destination = handle.destination(resolved, port);
  if (destination < 0) fail(handle, outgoing, destination);
  // A connect came first: like Node, an address is then one too many.
  else if (state.connectState === ConnectState.Connected) fail(handle, outgoing, EISCONN);
  else enqueue(state, handle, outgoing, destination);
}

/** Whether the program or its permissions forbid that destination: then that has been reported. */
function isForbidden(state: SocketState, { callback }: Outgoing, resolved: string): boolean {
  if (isBlocked(state.options.sendBlockList, resolved)) {
    if (callback !== undefined) nextTick(callback, ipBlocked(resolved));
    return true;
  }
  const denial = networkDenial();
  if (denial === undefined) return false;
  // Node finds out a tick later, where nobody catches it.
  nextTick(() => {
    throw denial;
  });
  return true;
}

function enqueue(
  state: SocketState,
  handle: EngineSocket,
  outgoing: Outgoing,
  destination: number,
): void {
  if (outgoing.length > MAX_DATAGRAM_SIZE) {
    fail(handle, outgoing, EMSGSIZE);
    return;
  }
  const control = outgoing.said === undefined ? undefined : handle.control(outgoing.said);
  if (typeof control === 'number') {
    fail(handle, outgoing, control);
    return;
  }
  const { payload, length, port, address, callback, isLookedUp } = outgoing;
  const place = handle.queue(payload, length, destination, control);
  scheduleCompletion(state, callback, length, port, address, place, isLookedUp);
}

/** Why a datagram does not reach the kernel. */
export function refusal(
  errno: number,
  address: string | null | undefined,
  port: number | undefined,
): Error {
  // All that a datagram can say but that is older than any kernel that Node runs on.
  if (errno === ENOPROTOOPT) return featureUnavailable('txtime');
  return addressError(errno, 'send', address, port);
}

/** The datagram does not reach the kernel. */
function fail(handle: EngineSocket, { callback, address, port }: Outgoing, errno: number): void {
  handle.countFailure(errno);
  if (callback === undefined) return;
  nextTick(() => (callback as (error: Error) => void)(refusal(errno, address, port)));
}
